import { join } from 'node:path';
import type { TranscodeResult } from '../../shared/contracts/transcode.ts';
import { isNewerGeneration, objectKeys } from '../../shared/media/object-keys.ts';
import { fetchCaptions } from '../captions/fetch-captions.ts';
import { fetchFile } from '../fetch/fetch-file.ts';
import { makeSmallPoster } from '../images/make-small-poster.ts';
import { makeStoryboard } from '../images/make-storyboard.ts';
import { fetchPieces } from '../pipeline/fetch-pieces.ts';
import { joinPieces } from '../pipeline/join-pieces.ts';
import { packageTracks, publishSet } from '../pipeline/package-final.ts';
import type { Rung } from '../plan/make-plan.ts';
import { perSecond } from '../probe/frame-rate.ts';
import { toRendition } from '../publish/measure-set.ts';
import { readEncoded } from '../verify/read-encoded.ts';
import { verifyFrames } from '../verify/verify-frames.ts';
import { verifyFrameCount, verifyLength } from '../verify/verify-source.ts';
import type { ChunkOutcome } from './chunk.ts';
import { copiedTopRung } from './copy-top-rung.ts';
import { type FirstRungOutcome, posterUpload } from './first-rung.ts';
import { publishedResult } from './make-result.ts';
import { type Prepared, workFiles } from './prepared.ts';
import type { EncodeInput, StepDeps } from './step-deps.ts';
import { withWorkDir } from './with-scratch.ts';

export type FinishInput = EncodeInput & {
  prepared: Prepared;
  first: FirstRungOutcome;
  chunks: readonly ChunkOutcome[];
};

/**
 * Brings all pieces together, checks them against the plan and each other, packages them once and publishes the set
 * as a new generation. Nothing is published unless every frame and key frame is where it belongs.
 */
export async function finish(input: FinishInput, deps: StepDeps): Promise<TranscodeResult> {
  const { prepared, first, videoId, encode } = input;
  const { plan } = prepared;
  deps.report('package', 0);
  return withWorkDir(deps, async (workDir) => {
    const fetchTo = (key: string, name: string) => fetchFile(deps, key, join(workDir, name));
    const firstPath = first.frames > 0 ? await fetchTo(workFiles.first(videoId, encode), 'first.mp4') : null;
    const posterPath = first.hasPoster ? await fetchTo(workFiles.poster(videoId, encode), 'poster.jpg') : null;
    const copied = await copiedTopRung(input, deps);
    const pieces = await fetchPieces({ ...input, copied }, workDir, deps);
    const joined = await joinPieces(plan, pieces, workDir, deps);
    if (prepared.earlyPublish && firstPath !== null) joined.set(plan.firstRung.name, firstPath);
    if (copied) joined.set(copied.name, await fetchTo(workFiles.copied(videoId, encode), 'copied.mp4'));

    const pathOf = (rung: Rung) => {
      const path = joined.get(rung.name);
      if (path === undefined) throw new Error(`no file for ${rung.name}`);
      return path;
    };
    const durationSec = await verifyRungs(input, pathOf, copied);

    deps.report('package', 0.3);
    const setDir = join(workDir, 'final');
    const set = { ...plan, audioTracks: plan.audioTracks.filter(({ name }) => first.audioTracks.includes(name)) };
    const paths = new Map(plan.rungs.map((rung) => [rung.name, pathOf(rung)]));
    for (const { name } of set.audioTracks)
      paths.set(name, await fetchTo(workFiles.audio(videoId, encode, name), `sound-${name}.mp4`));
    // Before the captions are looked at: those that come later must find that this set is older than they are.
    const generation = newerThan(first.generation, deps.clock());
    const captions = await fetchCaptions({ videoId, durationSec }, workDir, deps);
    const rungs = await packageTracks(set, { paths, captions: captions.tracks, durationSec }, setDir, deps);
    const [smallest] = plan.rungs;
    if (smallest) await makeStoryboard({ ...smallest, path: pathOf(smallest), durationSec }, setDir, deps);
    if (posterPath !== null) await makeSmallPoster(posterPath, setDir, deps);
    deps.report('package', 1);
    deps.report('publish', 0);
    await publishSet(setDir, objectKeys.generationPrefix(videoId, generation), posterUpload(posterPath), deps);
    const size = plan.rungs.at(-1) ?? plan.firstRung;
    const renditions = rungs.map(toRendition);
    const result = publishedResult('ready', videoId, prepared, { generation, durationSec, renditions, size });
    return { ...result, captions: captions.published };
  });
}

/** Checks every rung by itself and against the one that stands for the source. Returns how long the video is. */
async function verifyRungs(input: FinishInput, pathOf: (rung: Rung) => string, copied: Rung | null): Promise<number> {
  const { plan, probe, earlyPublish } = input.prepared;
  const reference = earlyPublish ? plan.firstRung : (plan.rungs.at(-1) ?? plan.firstRung);
  const first = { rung: reference, encoded: await readEncoded(pathOf(reference), reference) };
  for (const rung of plan.rungs) {
    const encoded = rung.name === reference.name ? first.encoded : await readEncoded(pathOf(rung), rung);
    verifyFrameCount(rung, encoded, first);
    if (!encoded.video) throw new Error(`${rung.name} has no video`);
    verifyFrames(rung, encoded.video, { mayHaveMoreKeyFrames: rung.name === copied?.name });
  }
  const videoSec = first.encoded.frames / perSecond(reference.frameRate);
  verifyLength(probe, { frames: first.encoded.frames, videoSec, audioSec: input.first.audioSec });
  return videoSec;
}

/** A generation made now, and in any case after `earlier`, whatever the clocks of two machines say. */
export function newerThan(earlier: string | null, nowMs: number): string {
  const now = nowMs.toString(36);
  return isNewerGeneration(now, earlier) || earlier === null ? now : (Number.parseInt(earlier, 36) + 1).toString(36);
}
