import type { Plan, Rung } from './make-plan.ts';

/** The encoder of a rung at capped quality, with an IDR frame exactly every `gopFrames`, whatever the content does. */
export function videoArgv(plan: Plan, rung: Rung): string[] {
  const cap = ['-crf', String(rung.crf), '-maxrate', `${rung.maxrateKbps}k`, '-bufsize', `${rung.bufsizeKbps}k`];
  if (rung.codec === 'av1')
    return [
      ...['-c:v', 'libsvtav1', '-preset', String(plan.av1Preset), '-pix_fmt', 'yuv420p', ...cap],
      // Counts frames by itself, and ffmpeg has it close every group. The rungs run beside each other: more threads in
      // each gain no time and take a third more memory.
      ...['-g', String(rung.gopFrames), '-svtav1-params', 'scd=0:lp=1'],
    ];
  return [
    ...['-c:v', 'libx264', '-preset', plan.x264Preset, '-profile:v', 'high', '-pix_fmt', 'yuv420p', ...cap],
    ...['-g', String(rung.gopFrames), '-keyint_min', String(rung.gopFrames), '-sc_threshold', '0'],
    // By number, not by time: at 59.94 the first frame after each second differs from the one at 29.97.
    ...['-force_key_frames', `expr:not(mod(n,${rung.gopFrames}))`],
  ];
}
