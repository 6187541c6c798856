import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { smallPosterFile, smallPosterWidth } from '../../shared/media/object-keys.ts';
import { runTool } from '../run/run-tool.ts';
import type { StepDeps } from '../steps/step-deps.ts';

const deadlineMs = 60_000;

/** Writes the poster in the size of a card below `setDir`, never enlarged. */
export async function makeSmallPoster(
  posterPath: string,
  setDir: string,
  deps: Pick<StepDeps, 'tools' | 'sandbox' | 'signal'>,
): Promise<void> {
  const path = join(setDir, smallPosterFile);
  await mkdir(dirname(path), { recursive: true });
  await runTool({
    name: 'ffmpeg small poster',
    argv: [deps.tools.ffmpeg, ...smallPosterArgv(posterPath, path)],
    ...{ sandbox: deps.sandbox, signal: deps.signal, deadlineMs },
  });
}

function smallPosterArgv(posterPath: string, path: string): string[] {
  // JFIF is full range.
  const scale = `scale='min(iw,${smallPosterWidth})':-2:flags=lanczos:out_range=pc,format=yuvj420p`;
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-y', '-loglevel', 'level+warning', '-f', 'mjpeg', '-i', posterPath],
    ...['-vf', scale, '-frames:v', '1', '-q:v', '3', '-f', 'image2', '-update', '1', path],
  ];
}
