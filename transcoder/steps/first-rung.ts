import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { TranscodeResult } from '../../shared/contracts/transcode.ts';
import { generationSchema } from '../../shared/contracts/transcode.ts';
import { generationFiles, objectKeys } from '../../shared/media/object-keys.ts';
import { encodeAudioTracks } from '../audio/encode-audio-tracks.ts';
import { measureGains } from '../audio/measure-gains.ts';
import { extractCaptions } from '../captions/extract-captions.ts';
import { type InOrder, readInOrder } from '../fetch/read-in-order.ts';
import type { Source } from '../fetch/source-cache.ts';
import { encodeFirstRung } from '../pipeline/encode-first-rung.ts';
import { makePoster, makePosterOfSet } from '../pipeline/make-poster.ts';
import type { AudioTrack } from '../plan/audio-plan.ts';
import type { Plan } from '../plan/make-plan.ts';
import { STDIN } from '../probe/probe-argv.ts';
import { measureRung, toRendition } from '../publish/measure-set.ts';
import { type Upload, uploadFiles } from '../publish/upload-files.ts';
import type { DecodeReport } from '../run/decode-report.ts';
import { MediaError } from '../run/media-error.ts';
import { orAborted } from '../run/or-aborted.ts';
import { runTogether } from '../run/run-together.ts';
import { readEncoded } from '../verify/read-encoded.ts';
import { verifySource } from '../verify/verify-source.ts';
import { publishedResult } from './make-result.ts';
import { type Prepared, workFiles } from './prepared.ts';
import type { EncodeInput, Run, StepDeps } from './step-deps.ts';
import { withArrivingSource } from './with-scratch.ts';

export const firstRungOutcomeSchema = z.object({
  kind: z.literal('first-rung'),
  /** Where it was published early, if it was. */
  generation: generationSchema.nullable(),
  /** Of the first rung's video; 0 when that is encoded with the other rungs. */
  frames: z.int(),
  audioSec: z.number(),
  /** Names of the audio tracks that were encoded. */
  audioTracks: z.array(z.string()),
  hasPoster: z.boolean(),
});
export type FirstRungOutcome = z.infer<typeof firstRungOutcomeSchema>;

/**
 * Sources up to this long are measured before anything is published, which takes a fifth of a second, and sound right
 * from the start. Longer ones play at once, as loud as they came, until the whole set takes over.
 */
const measureFirstSec = 60;

/**
 * Encodes the first rung and publishes it while it grows, below `generation`, if the plan says so; beside that all
 * audio tracks, the poster and the captions of the original. `onPlayable` is awaited. With `mayReadInOrder` an original
 * that is still on its way is encoded while it arrives; what goes wrong then is for another attempt to judge.
 */
export async function firstRungStep(
  input: EncodeInput & { prepared: Prepared; generation: string; mayReadInOrder?: boolean },
  deps: StepDeps & { onPlayable: (result: TranscodeResult) => Promise<void> },
): Promise<FirstRungOutcome> {
  deps.report('first_rung', 0);
  return withArrivingSource(deps, input.originalKey, async ({ source, workDir }) => {
    const arriving = input.mayReadInOrder && input.prepared.earlyPublish ? source.arriving : null;
    const letGo = arriving?.hold() ?? (() => {});
    let inOrder: InOrder | null = null;
    try {
      inOrder = arriving && (await readInOrder(arriving));
      if (!inOrder) letGo();
      const onPlayable = async (result: TranscodeResult) => {
        await deps.onPlayable(result);
        letGo();
      };
      return await makeFirstRung(input, { ...deps, onPlayable }, { source, inOrder, workDir });
    } catch (error) {
      if (!inOrder || !(error instanceof MediaError)) throw error;
      throw new Error(`while the original was arriving: ${error.message}`, { cause: error });
    } finally {
      letGo();
    }
  });
}

async function makeFirstRung(
  input: Parameters<typeof firstRungStep>[0],
  deps: Parameters<typeof firstRungStep>[1],
  { source, inOrder, workDir }: { source: Source; inOrder: InOrder | null; workDir: string },
): Promise<FirstRungOutcome> {
  const { prepared, videoId, encode, generation } = input;
  const { plan, probe } = prepared;
  const whole = source.whole().then((sourcePath): Run => ({ videoId, deps, probe, plan, sourcePath, workDir }));
  whole.catch(() => {});
  const mezzaninePath = join(workDir, 'first.mp4');
  const soundPathOf = (track: AudioTrack) => join(workDir, `sound-${track.name}.mp4`);
  // Beside the encode: the poster reads only a few key frames. It must not outlive a failure of the encode.
  const posterStop = new AbortController();
  const posterSignal = AbortSignal.any([deps.signal, posterStop.signal]);
  const poster = orAborted(whole, posterSignal).then((run) => makePoster(run, posterSignal));
  poster.catch(() => {});
  const early: { decoded?: DecodeReport } = {};
  try {
    const canMeasure = plan.durationSec <= measureFirstSec && !inOrder;
    const gains = canMeasure ? await measureGains(await whole, deps.signal) : null;
    const gainDb = gains?.get(plan.audioTracks[0]?.name ?? '') ?? 0;
    await runTogether(deps.signal, [
      async (signal) => {
        if (!prepared.earlyPublish) return;
        const run: Run = inOrder
          ? { videoId, deps, probe, plan, sourcePath: STDIN, stdin: inOrder.stream, workDir }
          : await whole;
        const output = { generation, mezzaninePath, poster: inOrder ? null : poster, gainDb };
        early.decoded = await encodeEarly({ ...run, deps: { ...deps, signal } }, prepared, output, deps.onPlayable);
      },
      async (signal) => {
        const run = await orAborted(whole, signal);
        await encodeAudioTracks(run, gains ?? (await measureGains(run, signal)), soundPathOf, signal);
      },
      async (signal) => extractCaptions(await orAborted(whole, signal), signal),
    ]);
  } catch (error) {
    posterStop.abort(error);
    await poster.catch(() => {});
    throw error;
  }
  const sounds = await readSounds(plan, soundPathOf);
  const encoded = prepared.earlyPublish ? await readEncoded(mezzaninePath, plan.firstRung) : null;
  if (early.decoded && encoded) verifySource(plan, probe, early.decoded, encoded);
  const posterPath = await poster;
  deps.signal.throwIfAborted();
  const keep = (key: string, path: string, contentType: string) => deps.store.putFile(key, path, { contentType });
  if (encoded) await keep(workFiles.first(videoId, encode), mezzaninePath, 'video/mp4');
  for (const { track } of sounds)
    await keep(workFiles.audio(videoId, encode, track.name), soundPathOf(track), 'video/mp4');
  if (posterPath !== null) await keep(workFiles.poster(videoId, encode), posterPath, 'image/jpeg');
  deps.report('first_rung', 1);
  return {
    kind: 'first-rung',
    generation: prepared.earlyPublish ? generation : null,
    frames: encoded?.frames ?? 0,
    audioSec: Math.max(encoded?.audioSec ?? 0, ...sounds.map(({ audioSec }) => audioSec)),
    audioTracks: sounds.map(({ track }) => track.name),
    hasPoster: posterPath !== null,
  };
}

/** The tracks that hold anything: a stream may be announced and never come. */
async function readSounds(plan: Plan, pathOf: (track: AudioTrack) => string) {
  const sounds = await Promise.all(
    plan.audioTracks.map(async (track) => {
      const path = pathOf(track);
      return { track, audioSec: existsSync(path) ? (await readEncoded(path, plan.firstRung)).audioSec : 0 };
    }),
  );
  return sounds.filter(({ audioSec }) => audioSec > 0);
}

function encodeEarly(
  run: Run,
  prepared: Prepared,
  output: { generation: string; mezzaninePath: string; gainDb: number; poster: Promise<string | null> | null },
  onPlayable: (result: TranscodeResult) => Promise<void>,
): Promise<DecodeReport> {
  const { deps, plan, videoId } = run;
  const { generation, mezzaninePath, gainDb } = output;
  const setDir = join(run.workDir, 'early');
  const prefix = objectKeys.generationPrefix(videoId, generation);
  return encodeFirstRung(run, { mezzaninePath, setDir, prefix, gainDb }, async () => {
    const rung = await measureRung(setDir, plan.firstRung);
    const front = rung.files.slice(0, 2).map((file) => join(setDir, file));
    const poster = await (output.poster ?? makePosterOfSet(run, front));
    await uploadFiles(deps.store, prefix, posterUpload(poster), deps);
    const rendition = toRendition(rung);
    const set = { generation, durationSec: plan.durationSec, renditions: [rendition], size: plan.firstRung };
    await onPlayable(publishedResult('playable', videoId, prepared, set));
  });
}

export const posterUpload = (path: string | null): Upload[] =>
  path ? [{ name: generationFiles.poster, content: { path } }] : [];
