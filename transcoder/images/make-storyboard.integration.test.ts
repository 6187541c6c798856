import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { requireEngine } from '../../testkit/engines.ts';
import { makeClip, readFrameNumber, runFfmpeg } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { detectSandbox } from '../run/sandbox.ts';
import { makeStoryboard } from './make-storyboard.ts';

/** The start of each cue with its tile. */
function readCues(vtt: string) {
  const pattern = /(\d+):(\d+):(\d+\.\d+) --> .*\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g;
  return [...vtt.matchAll(pattern)].map(([, hours, minutes, seconds, sheet = '', ...box]) => {
    const [x = 0, y = 0, width = 0, height = 0] = box.map(Number);
    return { startSec: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds), sheet, x, y, width, height };
  });
}

test.each([
  ['a short clip, every second', 7.5, 30, 8],
  ['a longer one, every other second from key frames', 303, 10, 152],
] as const)('%s: each tile shows the picture of its time', async (_, durationSec, frameRate, tiles) => {
  await using dir = await tempDir();
  const path = join(dir.path, 'clip.mp4');
  await makeClip({
    path,
    durationSec,
    frameRate,
    width: 256,
    height: 144,
    audio: false,
    outputArgs: ['-g', String(2 * frameRate)],
  });
  const deps = {
    tools: { ffmpeg: requireEngine('ffmpeg'), ffprobe: '', packager: '' },
    sandbox: await detectSandbox(2 ** 31),
    signal: new AbortController().signal,
    stallMs: 20_000,
  };
  await makeStoryboard({ path, durationSec, width: 256, height: 144 }, dir.path, deps);
  const cues = readCues(await Bun.file(join(dir.path, 'images/storyboard.vtt')).text());
  expect(cues).toHaveLength(tiles);
  for (const cue of cues.filter((_, at) => at % Math.ceil(tiles / 10) === 0 || at >= tiles - 2)) {
    const { x, y, width, height } = cue;
    const crop = `crop=${width}:${height}:${x}:${y}`;
    const sheet = join(dir.path, 'images', cue.sheet);
    const rgba = await runFfmpeg(['-i', sheet, '-vf', crop, '-pix_fmt', 'rgba', '-f', 'rawvideo', '-']);
    const frame = readFrameNumber(rgba, width, height);
    expect(Math.abs((frame ?? -1) / frameRate - cue.startSec)).toBeLessThan(0.11);
  }
});
