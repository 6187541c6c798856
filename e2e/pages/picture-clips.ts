import { join } from 'node:path';
import { runFfmpeg } from '../../testkit/fixtures.ts';
import type { Clip } from './make-site.ts';

type Scene = Omit<Clip, 'path'> & { palette: readonly string[]; seed: number };

const scenes: readonly Scene[] = [
  {
    title: 'Conway’s Game of Life, in the colours of an evening',
    description: ['A cellular automaton over a turning gradient.', '', '0:00 Dawn', '0:10 Noon', '0:20 Dusk'].join(
      '\n',
    ),
    category: 'science',
    palette: ['0b1d51', '725ac1', 'f76c5e', 'ffc857', '17bebb'],
    seed: 7,
  },
  { title: 'Tide pools after the storm', palette: ['012a4a', '2a6f97', '61a5c2', 'a9d6e5', '2c7da0'], seed: 3 },
  { title: 'موسيقى المساء على العود', palette: ['590d22', 'a4133c', 'ff4d6d', 'ffb3c1', '800f2f'], seed: 11 },
  { title: 'Building a kayak in nine days', palette: ['582f0e', '936639', 'b6ad90', 'a4ac86', '414833'], seed: 5 },
  { title: 'Northern lights, real time', palette: ['03071e', '14532d', '22c55e', '5eead4', '1e1b4b'], seed: 19 },
  { title: 'Sourdough, from flour to crust', palette: ['7f4f24', 'ddb892', 'ede0d4', 'e6ccb2', '9c6644'], seed: 23 },
  { title: 'A night train across the plain', palette: ['10002b', '3c096c', '7b2cbf', 'c77dff', '240046'], seed: 2 },
  { title: 'What bees see', palette: ['ffba08', 'faa307', 'e85d04', 'd00000', '6a040f'], seed: 13 },
];

const DURATION_SEC = 30;

/** Clips that are worth a look, for pictures of the pages: automata over turning gradients. */
export async function makePictureClips(directory: string): Promise<Clip[]> {
  const clips: Clip[] = [];
  for (const [index, { palette, seed, ...clip }] of scenes.entries()) {
    const path = join(directory, `${index}.mp4`);
    // The first is what the watch page shows: large, and its chapters need their time. Of the others a picture is enough.
    const [durationSec, size] = index === 0 ? [DURATION_SEC, '1280:720'] : [3 + index / 2, '640:360'];
    const colours = palette.map((colour, at) => `c${at}=0x${colour}`).join(':');
    await runFfmpeg([
      ...['-f', 'lavfi', '-i', `gradients=s=640x360:r=12:d=${durationSec}:n=5:speed=0.02:seed=${seed}:${colours}`],
      ...['-f', 'lavfi', '-i', `life=s=160x90:r=12:mold=${8 + seed}:ratio=0.18:seed=${seed}:life_color=#fff3d6`],
      ...['-f', 'lavfi', '-i', `sine=f=${180 + 10 * seed}:d=${durationSec}`],
      '-filter_complex',
      `[1:v]scale=640:360:flags=neighbor,format=gbrp[life];[0:v]format=gbrp[sky];[sky][life]blend=all_mode=screen:all_opacity=0.35,format=yuv420p,scale=${size}[v]`,
      ...['-map', '[v]', '-map', '2:a', '-t', String(durationSec), '-c:v', 'libx264', '-preset', 'ultrafast'],
      ...['-crf', '20', '-c:a', 'aac', path],
    ]);
    clips.push({ ...clip, path });
  }
  return clips;
}
