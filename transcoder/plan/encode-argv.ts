import { guardArgv, type InputGuard, inputUrl } from '../probe/probe-argv.ts';
import { posterFilter, singleRungFilter, splitFilter } from './filters.ts';
import type { Plan, Rung } from './make-plan.ts';

export type EncodeInput = { path: string; maxPixels: number };

const common = ['-nostdin', '-hide_banner', '-nostats', '-y', '-loglevel', 'level+verbose', '-stats_period', '0.5'];
const guard = (plan: Plan, input: EncodeInput): InputGuard => ({
  container: plan.container,
  maxPixels: input.maxPixels,
});
const noMetadata = ['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn'];

/** x264 at capped CRF with an IDR frame exactly every `gopFrames`, whatever the content does. */
function videoArgv(plan: Plan, rung: Rung): string[] {
  return [
    ...['-c:v', 'libx264', '-preset', plan.x264Preset, '-profile:v', 'high', '-pix_fmt', 'yuv420p'],
    ...['-crf', String(rung.crf), '-maxrate', `${rung.maxrateKbps}k`, '-bufsize', `${rung.bufsizeKbps}k`],
    ...['-g', String(rung.gopFrames), '-keyint_min', String(rung.gopFrames), '-sc_threshold', '0'],
    // By number, not by time: at 59.94 the first frame after each second differs from the one at 29.97.
    ...['-force_key_frames', `expr:not(mod(n,${rung.gopFrames}))`],
  ];
}

/** Stereo from the first sample on: gaps and a late start are filled, so that it stays with the picture. */
function audioArgv(plan: Plan): string[] {
  return [
    ...['-c:a', 'aac', '-b:a', `${plan.audioKbps}k`, '-ac', '2', '-ar', '48000'],
    ...['-af', 'aresample=async=1000:first_pts=0'],
  ];
}

/**
 * The first rung with the audio: one encode into `mezzaninePath`, which goes into the final set, and at the same time
 * fragmented into `fifoPath` for the packager. `delay_moov` gives the fragmented copy its edit list, without which the
 * audio would come one AAC frame late.
 */
export function firstRungArgv(
  plan: Plan,
  input: EncodeInput,
  output: { mezzaninePath: string; fifoPath: string },
): string[] {
  const fragmented = `[f=mp4:movflags=+empty_moov+delay_moov+default_base_moof+frag_keyframe]${teeName(output.fifoPath)}`;
  return [
    ...common,
    ...guardArgv(guard(plan, input)),
    ...['-i', inputUrl(input.path), '-map', `0:${plan.videoStreamIndex}`],
    ...(plan.audioStreamIndex === null ? [] : ['-map', `0:${plan.audioStreamIndex}`]),
    ...['-vf', singleRungFilter(plan, plan.firstRung), ...videoArgv(plan, plan.firstRung)],
    ...(plan.audioStreamIndex === null ? [] : audioArgv(plan)),
    ...[...noMetadata, '-flags', '+global_header', '-max_muxing_queue_size', '9999', '-progress', 'pipe:1'],
    ...['-f', 'tee', `${fragmented}|[f=mp4]${teeName(output.mezzaninePath)}`],
  ];
}

/** All of `rungs` from one decode, each into the path that `pathOf` gives. */
export function ladderArgv(
  plan: Plan,
  rungs: readonly Rung[],
  input: EncodeInput,
  pathOf: (rung: Rung) => string,
): string[] {
  return [
    ...common,
    ...guardArgv(guard(plan, input)),
    ...['-i', inputUrl(input.path), '-filter_complex', splitFilter(plan, rungs), '-progress', 'pipe:1'],
    ...rungs.flatMap((rung, index) => [
      ...['-map', `[v${index}]`, ...videoArgv(plan, rung), ...noMetadata, '-an'],
      ...['-f', 'mp4', pathOf(rung)],
    ]),
  ];
}

/** One JPEG from a tenth into the video on. Only key frames are decoded unless `everyFrame`. */
export function posterArgv(
  plan: Plan,
  input: EncodeInput,
  outputPath: string,
  options: { fallback: boolean },
): string[] {
  const top = plan.rungs.at(-1) ?? plan.firstRung;
  const size = plan.rungs.findLast((rung) => rung.shortSide <= 720) ?? top;
  const startSec = options.fallback ? 0 : Math.min(plan.durationSec * 0.1, 30);
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-y', '-loglevel', 'level+warning'],
    ...(options.fallback ? [] : ['-skip_frame', 'nokey', '-noaccurate_seek', '-ss', startSec.toFixed(3)]),
    ...['-t', options.fallback ? '10' : '60', ...guardArgv(guard(plan, input)), '-i', inputUrl(input.path)],
    ...['-map', `0:${plan.videoStreamIndex}`, '-an', ...noMetadata],
    ...['-vf', posterFilter(plan, size, { anyBrightness: options.fallback })],
    ...['-frames:v', '1', '-q:v', '3', '-f', 'image2', '-update', '1', outputPath],
  ];
}

/** tee's own syntax gives these characters a meaning (ffmpeg-formats, "tee"). */
function teeName(path: string): string {
  return path.replace(/[\\'|:[\] ]/g, (character) => `\\${character}`);
}
