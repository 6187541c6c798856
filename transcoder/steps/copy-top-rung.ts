import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { encodeDeadlineMs } from '../pipeline/deadlines.ts';
import { copyArgv } from '../plan/copy-argv.ts';
import type { Rung } from '../plan/make-plan.ts';
import { ffmpegProgressParser } from '../run/ffmpeg-progress.ts';
import { runTool, ToolError } from '../run/run-tool.ts';
import { readEncoded } from '../verify/read-encoded.ts';
import { parsePictures, whyNotCopy } from '../verify/verify-copy.ts';
import { type Prepared, workFiles } from './prepared.ts';
import type { EncodeInput, Run, StepDeps } from './step-deps.ts';

const niceness = 19;
const decisionSchema = z.object({ isCopied: z.boolean() });

/**
 * Publishes the source's own picture as the largest rung where it is as good as one of ours, and says which that is.
 * The first chunk decides it for all; two that begin at once come to the same end.
 */
export async function copyTopRung(run: Run, encode: string): Promise<Rung | null> {
  const { deps, plan, videoId } = run;
  const top = plan.rungs.at(-1);
  if (!plan.mayCopyTop || !top) return null;
  const decided = await loadDecision({ videoId, encode }, deps);
  if (decided) return decided.isCopied ? top : null;
  const path = join(run.workDir, 'copied.mp4');
  const reason = await copyAndCheck(run, top, path);
  if (reason !== null) deps.log.info({ video_id: videoId, reason }, 'the largest rung is encoded, not copied');
  deps.signal.throwIfAborted();
  // Whoever was first is followed: the chunks of a rung are all encoded, or none.
  const other = await loadDecision({ videoId, encode }, deps);
  if (other) return other.isCopied ? top : null;
  if (reason === null) await deps.store.putFile(workFiles.copied(videoId, encode), path, { contentType: 'video/mp4' });
  const decision = new TextEncoder().encode(JSON.stringify({ isCopied: reason === null }));
  await deps.store.putBytes(workFiles.copyDecision(videoId, encode), decision, { contentType: 'application/json' });
  await rm(path, { force: true });
  return reason === null ? top : null;
}

/** What the chunks have decided. */
export async function copiedTopRung(
  { prepared, ...input }: Pick<EncodeInput, 'videoId' | 'encode'> & { prepared: Prepared },
  deps: Pick<StepDeps, 'store'>,
): Promise<Rung | null> {
  if (!prepared.plan.mayCopyTop) return null;
  const decision = await loadDecision(input, deps);
  if (!decision) throw new Error('no chunk has decided about the largest rung');
  return decision.isCopied ? (prepared.plan.rungs.at(-1) ?? null) : null;
}

async function loadDecision(
  { videoId, encode }: Pick<EncodeInput, 'videoId' | 'encode'>,
  { store }: Pick<StepDeps, 'store'>,
): Promise<z.infer<typeof decisionSchema> | null> {
  const object = await store.get(workFiles.copyDecision(videoId, encode));
  return object && decisionSchema.parse(await new Response(object.body).json());
}

/** Why the copy at `path` will not do, or `null`. */
async function copyAndCheck({ deps, plan, sourcePath, workDir }: Run, top: Rung, path: string): Promise<string | null> {
  const output = { path, idrPath: join(workDir, 'idr.txt'), parametersPath: join(workDir, 'parameters.txt') };
  let onProgress: ((line: string) => void) | undefined;
  try {
    await runTool({
      name: 'ffmpeg copy',
      argv: [deps.tools.ffmpeg, ...copyArgv(plan, { path: sourcePath, maxPixels: deps.limits.maxPixels }, output)],
      ...{ sandbox: deps.sandbox, signal: deps.signal, niceness, stallMs: deps.stallMs },
      deadlineMs: encodeDeadlineMs(plan),
      onStdoutLine: (line, alive) => {
        onProgress ??= ffmpegProgressParser(alive);
        onProgress(line);
      },
    });
    const { video } = await readEncoded(path, top);
    if (!video) return 'it has no picture';
    const [idr, withParameters] = await Promise.all(
      [output.idrPath, output.parametersPath].map(async (list) => parsePictures(await readFile(list, 'utf8'))),
    );
    return whyNotCopy(top, video, { idr: idr ?? [], withParameters: withParameters ?? [] });
  } catch (error) {
    // What says nothing of the source may end otherwise the next time.
    if (!(error instanceof ToolError) || error.fault !== 'exit') throw error;
    return error.message;
  }
}
