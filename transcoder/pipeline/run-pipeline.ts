import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TranscodeResult } from '../../shared/contracts/transcode.ts';
import { generationFiles, objectKeys } from '../../shared/media/object-keys.ts';
import { makePlan, type Rung } from '../plan/make-plan.ts';
import { probeSource } from '../probe/probe-source.ts';
import { measureRung, toRendition } from '../publish/measure-set.ts';
import { type Upload, uploadFiles } from '../publish/upload-files.ts';
import { readEncoded } from '../verify/read-encoded.ts';
import { verifySet } from '../verify/verify-set.ts';
import { verifyFrameCount, verifySource } from '../verify/verify-source.ts';
import { encodeFirstRung } from './encode-first-rung.ts';
import { encodeLadder } from './encode-ladder.ts';
import { makePoster } from './make-poster.ts';
import { packageFinal, publishSet } from './package-final.ts';
import type { PipelineDeps, PipelineInput, Run } from './pipeline-types.ts';
import { createProgressTracker, stageWeights } from './progress.ts';
import { makeWorkDir } from './work-dir.ts';

/**
 * Turns one original into a published set: the first rung early, the whole ladder at the end. Knows nothing of queues.
 * Throws `MediaError` for what no retry can mend, anything else for what one may; the original is never touched, and
 * the scratch directory is gone in every case.
 */
export async function runPipeline(input: PipelineInput, deps: PipelineDeps): Promise<void> {
  const workDir = await makeWorkDir(deps.workRoot);
  try {
    const progress = createProgressTracker({
      report: deps.onProgress,
      now: () => performance.now(),
      ...(input.shownPercent === undefined ? {} : { floorPercent: input.shownPercent }),
    });
    progress.at('probe', 0);
    const sourcePath = await fetchOriginal(input.originalKey, workDir, deps);
    const probe = await probeSource(sourcePath, {
      ...deps,
      ffprobe: deps.tools.ffprobe,
      maxFrameRate: deps.ladder.maxFrameRate,
    });
    const plan = makePlan(probe, deps.ladder);
    progress.setWeights(stageWeights(plan, probe.video));
    progress.at('probe', 1);
    await processSource({ videoId: input.videoId, deps, probe, plan, sourcePath, workDir, progress });
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

/** A readable file without the creator's file name: object keys carry none. */
async function fetchOriginal(key: string, workDir: string, deps: PipelineDeps): Promise<string> {
  const local = deps.store.localPath(key);
  if (local !== null) return local;
  const path = join(workDir, 'source');
  await deps.store.downloadTo(key, path, { signal: deps.signal });
  return path;
}

async function processSource(run: Run): Promise<void> {
  const { deps, plan, probe, videoId } = run;
  const { firstRung } = plan;
  const pathOf = (rung: Rung) => join(run.workDir, `${rung.name}.mp4`);
  const readRung = (rung: Rung) => readEncoded(pathOf(rung), rung.frameRate, { ...deps, ffprobe: deps.tools.ffprobe });
  const top = plan.rungs.at(-1) ?? firstRung;

  const earlyMs = deps.clock();
  const early = earlyMs.toString(36);
  const earlyDir = join(run.workDir, 'early');
  const earlyPrefix = objectKeys.generationPrefix(videoId, early);
  run.progress.at('first_rung', 0);
  // Beside the encode: the poster reads only a few key frames. It must not outlive a failure of the encode.
  const posterStop = new AbortController();
  const poster = makePoster(run, AbortSignal.any([deps.signal, posterStop.signal]));
  poster.catch(() => {});
  let decoded: Awaited<ReturnType<typeof encodeFirstRung>>;
  try {
    decoded = await encodeFirstRung(
      run,
      { mezzaninePath: pathOf(firstRung), setDir: earlyDir, prefix: earlyPrefix },
      async () => {
        await uploadFiles(deps.store, earlyPrefix, posterUpload(await poster), deps);
        const measured = await measureRung(earlyDir, firstRung);
        await deps.onResult(
          result(run, 'playable', {
            generation: early,
            durationSec: plan.durationSec,
            renditions: [toRendition(measured)],
            size: firstRung,
          }),
        );
      },
    );
  } catch (error) {
    posterStop.abort(error);
    await poster.catch(() => {});
    throw error;
  }
  const first = { rung: firstRung, encoded: await readRung(firstRung) };
  const source = {
    codec: probe.video.codec,
    videoDurationSec: probe.video.durationSec,
    containerDurationSec: probe.durationSec,
  };
  verifySource(plan, source, decoded, first.encoded);
  await rm(earlyDir, { recursive: true, force: true });

  const others = plan.rungs.filter((rung) => rung !== firstRung);
  run.progress.at('ladder', 0);
  await encodeLadder(run, others, pathOf);
  for (const rung of others) verifyFrameCount(rung, await readRung(rung), first);

  run.progress.at('package', 0);
  const finalDir = join(run.workDir, 'final');
  await packageFinal(run, finalDir, pathOf);
  const rungs = await verifySet(plan, finalDir);
  const generation = Math.max(deps.clock(), earlyMs + 1).toString(36);
  run.progress.at('publish', 0);
  await publishSet(run, finalDir, objectKeys.generationPrefix(videoId, generation), posterUpload(await poster));
  await deps.onResult(
    result(run, 'ready', {
      generation,
      durationSec: first.encoded.videoSec,
      renditions: rungs.map(toRendition),
      size: top,
    }),
  );
}

const posterUpload = (path: string | null): Upload[] =>
  path ? [{ name: generationFiles.poster, content: { path } }] : [];

function result(
  run: Run,
  kind: 'playable' | 'ready',
  set: {
    generation: string;
    durationSec: number;
    renditions: ReturnType<typeof toRendition>[];
    size: { width: number; height: number };
  },
): TranscodeResult {
  return {
    kind,
    video_id: run.videoId,
    generation: set.generation,
    duration_sec: Number(set.durationSec.toFixed(3)),
    width: set.size.width,
    height: set.size.height,
    renditions: set.renditions,
    source: run.probe.info,
  };
}
