import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { posterArgv } from '../plan/encode-argv.ts';
import { runTool, ToolError } from '../run/run-tool.ts';
import type { Run } from './pipeline-types.ts';

const deadlineMs = 60_000;

/** A JPEG of a typical, not black moment; `null` when the video gives none, which is no reason to fail it. */
export async function makePoster(run: Run, signal: AbortSignal): Promise<string | null> {
  const { deps, plan } = run;
  const path = join(run.workDir, 'poster.jpg');
  const input = { path: run.sourcePath, maxPixels: deps.limits.maxPixels };
  for (const fallback of [false, true]) {
    try {
      await runTool({
        name: 'ffmpeg poster',
        argv: [deps.tools.ffmpeg, ...posterArgv(plan, input, path, { fallback })],
        sandbox: deps.sandbox,
        signal,
        deadlineMs,
      });
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      deps.log.warn({ video_id: run.videoId, error: error.message }, 'poster attempt failed');
    }
    if (existsSync(path)) return path;
  }
  return null;
}
