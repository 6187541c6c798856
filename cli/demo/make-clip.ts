import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { findProgram } from '../engines/find-program.ts';
import { Failure } from '../failure.ts';
import { runCommand } from '../run-command.ts';

const durationSec = 20;

/** argv of ffmpeg for the demo's own clip: Conway's Game of Life over a turning gradient, 1080p30, with a chord. */
export function clipArguments(outputPath: string): string[] {
  const gradient = [
    `gradients=s=480x270:r=30:d=${durationSec}:n=5:speed=0.025:seed=1:x0=0:y0=0:x1=480:y1=270`,
    'c0=0x0b1d51:c1=0x725ac1:c2=0xf76c5e:c3=0xffc857:c4=0x17bebb',
  ].join(':');
  const life = 'life=s=120x68:r=15:mold=20:ratio=0.2:seed=7:death_color=#5b2a86:life_color=#fff3d6';
  const tones = [220, 277.18, 329.63].map((hertz) => `sine=f=${hertz}:d=${durationSec}:r=48000`);
  const inputs = [gradient, life, ...tones].flatMap((source) => ['-f', 'lavfi', '-i', source]);
  // Blended small and enlarged once: a fifth of the work of blending at full size.
  const graph = [
    '[0:v]format=gbrp[sky]',
    '[1:v]fps=30,scale=480:270:flags=neighbor,format=gbrp[life]',
    '[sky][life]blend=all_mode=screen:all_opacity=0.4,format=yuv420p,scale=1920:1080:flags=bicubic[v]',
    `[2][3][4]amix=3,tremolo=f=0.8:d=0.6,afade=t=in:d=1,afade=t=out:st=${durationSec - 1}:d=1[a]`,
  ].join(';');
  const encoding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '22', '-c:a', 'aac', '-b:a', '128k'];
  return [
    ...['-nostdin', '-v', 'error', '-y', ...inputs, '-filter_complex', graph, '-map', '[v]', '-map', '[a]'],
    ...[...encoding, '-t', String(durationSec), '-movflags', '+faststart', '-f', 'mp4', outputPath],
  ];
}

/** Makes the clip at `path` unless it is there already. */
export async function ensureClip(path: string, signal: AbortSignal): Promise<void> {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  try {
    const result = await runCommand({
      argv: [findProgram('ffmpeg') ?? 'ffmpeg', ...clipArguments(unfinished)],
      signal,
    });
    signal.throwIfAborted();
    if (result.code !== 0) throw new Failure('clip_failed', `ffmpeg could not make the demo clip:\n${result.output}`);
    renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
