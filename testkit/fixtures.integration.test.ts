import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { grabFrame, makeClip, readFrameNumber, runFfmpeg } from './fixtures.ts';
import { tempDir } from './services.ts';

describe('numbered clips', () => {
  test('every frame says its index, at full size, at 144 lines and through a hard encode', async () => {
    await using dir = await tempDir();
    const path = join(dir.path, 'clip.mp4');
    await makeClip({ path, durationSec: 2, width: 640, height: 360, frameRate: 25 });
    const small = join(dir.path, 'small.mp4');
    await runFfmpeg(['-i', path, '-vf', 'scale=256:144', '-an', '-c:v', 'libx264', '-crf', '40', small]);
    for (const [input, width, height] of [
      [path, 640, 360],
      [path, 256, 144],
      [small, 256, 144],
    ] as const) {
      const all = await runFfmpeg([
        ...['-i', input, '-vf', `scale=${width}:${height}`, '-pix_fmt', 'rgba', '-f', 'rawvideo', '-'],
      ]);
      const frameBytes = width * height * 4;
      const numbers = Array.from({ length: all.length / frameBytes }, (_, frame) =>
        readFrameNumber(all.subarray(frame * frameBytes, (frame + 1) * frameBytes), width, height),
      );
      expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => index));
    }
  }, 30_000);

  test('high indices are read, and a frame found by time has the index of that time', async () => {
    await using dir = await tempDir();
    const path = join(dir.path, 'clip.mkv');
    await makeClip({ path, durationSec: 300, width: 64, height: 36, frameRate: 30, audio: false });
    for (const index of [0, 255, 256, 4095, 8191, 8999]) {
      const frame = await grabFrame(path, { atSec: (index + 0.01) / 30 - 0.02, width: 64, height: 36 });
      expect(readFrameNumber(frame.rgba, 64, 36)).toBe(index);
    }
  }, 60_000);

  test('a picture without the code is no number', async () => {
    await using dir = await tempDir();
    const path = join(dir.path, 'plain.mp4');
    await makeClip({ path, durationSec: 0.2, numbered: false });
    const { rgba, width, height } = await grabFrame(path, { atSec: 0, width: 320, height: 180 });
    expect(readFrameNumber(rgba, width, height)).toBeNull();
    expect(readFrameNumber(new Uint8Array(320 * 180 * 4), 320, 180)).toBeNull();
  });

  test('ffmpeg says why it failed', async () => {
    await expect(makeClip({ path: '/nonexistent/clip.mp4', durationSec: 0.1 })).rejects.toThrow(/No such file/);
  });
});
