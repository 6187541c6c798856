import { guardArgv, type InputGuard, inputUrl } from '../probe/probe-argv.ts';
import { audioCodecArgv } from './audio-codec-argv.ts';
import { type Chunk, clockMayJump } from './cut-chunks.ts';
import { posterFilter, singleRungFilter, splitFilter } from './filters.ts';
import type { Plan, Rung } from './make-plan.ts';
import { videoArgv } from './video-argv.ts';
import { waveformFilter, waveformPosterFilter } from './waveform.ts';

/** How a chunk finds its start: from a key frame before it, or, where a container cannot seek, by reading all before. */
export type SeekMode = 'near' | 'from-start';
export type EncodeInput = { path: string; maxPixels: number };

const common = ['-nostdin', '-hide_banner', '-nostats', '-y', '-loglevel', 'level+verbose', '-stats_period', '0.5'];
const guard = (plan: Plan, input: EncodeInput): InputGuard => ({
  container: plan.container,
  maxPixels: input.maxPixels,
});
const noMetadata = ['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn'];

/**
 * Copies all picture and sound to nowhere, after the real outputs. Where clocks may jump, ffmpeg counts time from the
 * first packet of the streams in use: with this every command uses all, and all agree on time zero.
 */
export function sharedClockArgv(plan: Pick<Plan, 'container' | 'videoStreamIndex'>): string[] {
  if (!clockMayJump(plan.container)) return [];
  return ['-map', `0:${plan.videoStreamIndex}`, '-map', '0:a?', '-c', 'copy', '-f', 'null', '-'];
}

/**
 * The first rung with the audio that plays first: one encode into `mezzaninePath`, whose video goes into the final
 * set, and at the same time fragmented into `fifoPath` for the packager. `delay_moov` gives the fragmented copy its edit list, without which the
 * audio would come one AAC frame late.
 */
export function firstRungArgv(
  plan: Plan,
  input: EncodeInput,
  output: { mezzaninePath: string; fifoPath: string; gainDb: number },
): string[] {
  const [audio] = plan.audioTracks;
  const fragmented = `[f=mp4:movflags=+empty_moov+delay_moov+default_base_moof+frag_keyframe]${teeName(output.fifoPath)}`;
  return [
    ...common,
    ...guardArgv(guard(plan, input)),
    ...['-i', inputUrl(input.path), ...firstPictureArgv(plan)],
    ...(audio ? ['-map', `0:${audio.streamIndex}`] : []),
    ...videoArgv(plan, plan.firstRung),
    ...(audio ? audioCodecArgv(audio, output.gainDb) : []),
    ...[...noMetadata, '-flags', '+global_header', '-max_muxing_queue_size', '9999', '-progress', 'pipe:1'],
    ...['-f', 'tee', `${fragmented}|[f=mp4]${teeName(output.mezzaninePath)}`],
    ...sharedClockArgv(plan),
  ];
}

function firstPictureArgv(plan: Plan): string[] {
  const { videoStreamIndex, firstRung, isDrawn } = plan;
  return isDrawn
    ? ['-filter_complex', waveformFilter(videoStreamIndex, firstRung), '-map', '[v]']
    : ['-map', `0:${videoStreamIndex}`, '-vf', singleRungFilter(plan, firstRung)];
}

/** Seconds of source read before a chunk, so that its first frame and what that depends on are decoded. */
const leadSec = 1;

/** `rungs` of the source, or of one chunk of it, from one decode; each into the path that `pathOf` gives. */
export function ladderArgv(
  plan: Plan,
  rungs: readonly Rung[],
  input: EncodeInput,
  pathOf: (rung: Rung) => string,
  part?: { chunk: Chunk; seek: SeekMode },
): string[] {
  const startSec = part && part.seek === 'near' ? part.chunk.startGop * plan.gopSec - leadSec : 0;
  // Times stay those of the source, counted from its start, as they are without seeking; nothing is dropped at the
  // seek point, since the frame shown when the chunk begins may be any time older.
  const seek = ['-copyts', '-start_at_zero', '-noaccurate_seek', '-ss', startSec.toFixed(3)];
  return [
    ...[...common, ...(startSec > 0 ? seek : []), ...guardArgv(guard(plan, input)), '-i', inputUrl(input.path)],
    ...['-filter_complex', splitFilter(plan, rungs, part && { ...part.chunk, isSought: startSec > 0 })],
    ...['-progress', 'pipe:1'],
    ...rungs.flatMap((rung, index) => [
      ...['-map', `[v${index}]`, ...videoArgv(plan, rung), ...noMetadata, '-an'],
      ...['-f', 'mp4', pathOf(rung)],
    ]),
    ...sharedClockArgv(plan),
  ];
}

/** The poster of sound alone shows its beginning: whoever waits for the video to play waits for the poster, too. */
const drawnPosterSec = 60;
/** Where in a video posters are looked for, as parts of its duration: seldom the titles, never the credits. */
const posterMoments = [0.1, 0.35, 0.65];

/**
 * A JPEG of a typical, not black picture from around each of a few moments, into as many of `outputPaths`; of only the
 * beginning, whatever it shows, as a `fallback`. All have the same quantiser, so that the largest file has the most
 * detail. Only key frames are decoded.
 */
export function posterArgv(
  plan: Plan,
  input: EncodeInput,
  outputPaths: readonly string[],
  options: { fallback: boolean },
): string[] {
  const top = plan.rungs.at(-1) ?? plan.firstRung;
  const size = plan.rungs.findLast((rung) => rung.shortSide <= 720) ?? top;
  const windowSec = Math.max(2, Math.min(20, plan.durationSec / 4));
  const moments = options.fallback ? [0] : posterMoments.slice(0, outputPaths.length);
  const start = ['-nostdin', '-hide_banner', '-nostats', '-y', '-loglevel', 'level+warning'];
  if (plan.isDrawn)
    return [
      ...[...start, '-t', String(drawnPosterSec), ...guardArgv(guard(plan, input)), '-i', inputUrl(input.path)],
      ...['-filter_complex', waveformPosterFilter(plan.videoStreamIndex, size), '-map', '[v]', ...noMetadata],
      ...['-frames:v', '1', '-q:v', '3', '-f', 'image2', '-update', '1', outputPaths[0] ?? ''],
    ];
  return [
    ...start,
    ...moments.flatMap((moment) => [
      ...(options.fallback ? [] : ['-skip_frame', 'nokey', '-noaccurate_seek']),
      ...['-ss', (plan.durationSec * moment).toFixed(3), '-t', options.fallback ? '10' : windowSec.toFixed(3)],
      ...[...guardArgv(guard(plan, input)), '-i', inputUrl(input.path)],
    ]),
    ...moments.flatMap((_, index) => [
      ...['-map', `${index}:${plan.videoStreamIndex}`, '-an', ...noMetadata],
      ...['-vf', posterFilter(plan, size, { anyBrightness: options.fallback })],
      // The key frame before the moment has a time below zero, for which it would be dropped.
      ...['-fps_mode', 'passthrough', '-frames:v', '1', '-q:v', '3'],
      ...['-f', 'image2', '-update', '1', outputPaths[index] ?? ''],
    ]),
  ];
}

/** tee's own syntax gives these characters a meaning (ffmpeg-formats, "tee"). */
function teeName(path: string): string {
  return path.replace(/[\\'|:[\] ]/g, (character) => `\\${character}`);
}
