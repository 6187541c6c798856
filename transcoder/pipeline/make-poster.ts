import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { posterArgv } from '../plan/encode-argv.ts';
import { runTool, ToolError } from '../run/run-tool.ts';
import type { Run } from '../steps/step-deps.ts';

const deadlineMs = 60_000;

/**
 * A JPEG of a typical, not black and sharp moment, chosen from a few; `null` when the video gives none, which is no
 * reason to fail it.
 */
export async function makePoster(run: Run, signal: AbortSignal): Promise<string | null> {
  const { deps, plan } = run;
  const paths = [1, 2, 3].map((number) => join(run.workDir, `poster-${number}.jpg`));
  const input = { path: run.sourcePath, maxPixels: deps.limits.maxPixels };
  for (const fallback of [false, true]) {
    try {
      await runTool({
        name: 'ffmpeg poster',
        argv: [deps.tools.ffmpeg, ...posterArgv(plan, input, paths, { fallback })],
        sandbox: deps.sandbox,
        signal,
        deadlineMs,
      });
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      deps.log.warn({ video_id: run.videoId, error: error.message }, 'poster attempt failed');
    }
    const best = await largest(paths);
    if (best !== null) return best;
  }
  return null;
}

/** The same of a set that has just begun, from the `files` of a rung: its init segment and the first one after it. */
export async function makePosterOfSet(run: Run, files: readonly string[]): Promise<string | null> {
  const { plan } = run;
  // Of its own: the poster of the whole is made beside this one.
  const workDir = join(run.workDir, 'front');
  await mkdir(workDir, { recursive: true });
  const sourcePath = join(workDir, 'front.mp4');
  await writeFile(sourcePath, Buffer.concat(await Promise.all(files.map((file) => readFile(file)))));
  const front = { ...plan, container: 'mov', videoStreamIndex: 0, durationSec: plan.segmentSec } as const;
  const look = { rungs: [plan.firstRung], isDrawn: false, deinterlace: false, hdr: null };
  return makePoster({ ...run, workDir, sourcePath, plan: { ...front, ...look } }, run.deps.signal);
}

/** At one quantiser, bytes are detail: blurred, flat and faded pictures are small. */
async function largest(paths: readonly string[]): Promise<string | null> {
  const sizes = await Promise.all(
    paths.map(async (path) => ({ path, bytes: existsSync(path) ? (await stat(path)).size : 0 })),
  );
  const best = sizes.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  return best.bytes > 0 ? best.path : null;
}
