import { requireEngine } from './engines.ts';
import { frameCodeFilter } from './frame-code.ts';

export { readFrameNumber } from './frame-code.ts';

export type ClipOptions = {
  /** The extension names the container (`.mp4`, `.mov`, `.mkv`, `.webm`). */
  path: string;
  durationSec?: number;
  width?: number;
  height?: number;
  /** Frames per second, or a fraction such as `30000/1001`. */
  frameRate?: number | string;
  /** Writes a sine tone of `toneHz` in stereo. */
  audio?: boolean;
  toneHz?: number;
  /** Writes the index of each frame into the picture, for `readFrameNumber` (and in digits where a font is found). */
  numbered?: boolean;
  /** More ffmpeg output arguments, before the path. */
  outputArgs?: readonly string[];
};

/** Makes a small test clip with ffmpeg: a moving pattern, a frame code and a 440 Hz tone. Rejects with ffmpeg's words. */
export async function makeClip(options: ClipOptions): Promise<void> {
  const { path, durationSec = 2, width = 320, height = 180, frameRate = 30, audio = true, numbered = true } = options;
  const isWebm = path.endsWith('.webm');
  const filters = numbered ? [frameCodeFilter(), ...(await digitsFilter())] : [];
  const tone = [
    '-f',
    'lavfi',
    '-i',
    `sine=frequency=${options.toneHz ?? 440}:sample_rate=48000:duration=${durationSec}`,
  ];
  await runFfmpeg([
    ...['-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=${frameRate}:duration=${durationSec}`],
    ...(audio ? tone : []),
    ...['-vf', [...filters, 'format=yuv420p'].join(','), '-g', '60'],
    ...(isWebm ? ['-c:v', 'libvpx', '-b:v', '1M'] : ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '20']),
    ...(audio ? ['-c:a', isWebm ? 'libopus' : 'aac', '-ac', '2', '-b:a', '96k'] : []),
    ...(path.endsWith('.mp4') || path.endsWith('.mov') ? ['-movflags', '+faststart'] : []),
    ...(options.outputArgs ?? []),
    path,
  ]);
}

/** One frame of a file or URL at `atSec`, as RGBA bytes, for `readFrameNumber`. */
export async function grabFrame(input: string, options: { atSec: number; width: number; height: number }) {
  const { atSec, width, height } = options;
  const rgba = await runFfmpeg([
    ...['-ss', String(atSec), '-i', input, '-frames:v', '1', '-vf', `scale=${width}:${height}`],
    ...['-pix_fmt', 'rgba', '-f', 'rawvideo', '-'],
  ]);
  return { rgba, width, height };
}

/** Runs ffmpeg and returns its standard output. */
export async function runFfmpeg(args: readonly string[]): Promise<Uint8Array> {
  const child = Bun.spawn([requireEngine('ffmpeg'), '-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args], {
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [output, errors, code] = await Promise.all([
    new Response(child.stdout).bytes(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}: ${errors.trim()}`);
  return output;
}

const digits = "drawtext=text='%{n}':x=w*0.05:y=h*0.15:fontsize=h/6:fontcolor=white:box=1:boxcolor=black";
let hasFont: Promise<boolean> | undefined;

/** Not every ffmpeg can draw text, nor every machine offer a font. */
async function digitsFilter(): Promise<string[]> {
  hasFont ??= runFfmpeg([
    '-f',
    'lavfi',
    '-i',
    'color=size=64x64',
    '-vf',
    digits,
    '-frames:v',
    '1',
    '-f',
    'null',
    '-',
  ]).then(
    () => true,
    () => false,
  );
  return (await hasFont) ? [digits] : [];
}
