import { expect, test } from 'bun:test';
import { join } from 'node:path';
import sharp from 'sharp';
import { smallPosterFile } from '../../shared/media/object-keys.ts';
import { requireEngine } from '../../testkit/engines.ts';
import { runFfmpeg } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { detectSandbox } from '../run/sandbox.ts';
import { makeSmallPoster } from './make-small-poster.ts';

test.each([
  ['a wide one is made smaller', '1280x720', [640, 360]],
  ['so is a tall one, as wide as a card', '720x1280', [640, 1138]],
  ['a small one stays as it is', '426x240', [426, 240]],
] as const)('%s', async (_, size, [width, height]) => {
  await using dir = await tempDir();
  const poster = join(dir.path, 'poster.jpg');
  // As white as a JPEG can be: the range of video would make it grey.
  await runFfmpeg(['-f', 'lavfi', '-i', `color=white:s=${size}`, '-frames:v', '1', '-pix_fmt', 'yuvj420p', poster]);
  const deps = {
    tools: { ffmpeg: requireEngine('ffmpeg'), ffprobe: '', packager: '' },
    ...{ sandbox: await detectSandbox(2 ** 31), signal: new AbortController().signal },
  };
  await makeSmallPoster(poster, dir.path, deps);
  const small = sharp(join(dir.path, smallPosterFile));
  expect(await small.metadata()).toMatchObject({ format: 'jpeg', width, height });
  expect((await small.stats()).channels.map(({ min }) => min > 250)).toEqual([true, true, true]);
});
