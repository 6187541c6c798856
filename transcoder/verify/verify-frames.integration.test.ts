import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { runFfmpeg } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import type { Rung } from '../plan/make-plan.ts';
import { readPackets } from '../testing/run-clip.ts';
import { readSampleTables } from './sample-table.ts';
import { verifyFrames } from './verify-frames.ts';

let dir: Awaited<ReturnType<typeof tempDir>>;
beforeAll(async () => {
  dir = await tempDir();
});
afterAll(() => dir.remove());

const rung: Rung = {
  ...{
    name: '144p',
    codec: 'h264',
    shortSide: 144,
    width: 256,
    height: 144,
    crf: 23,
    maxrateKbps: 200,
    bufsizeKbps: 400,
  },
  ...{ frameRate: { num: 30_000, den: 1001 }, gopFrames: 30 },
};

/** A three-second encode like one of ours, changed by `args`. */
async function encoded(name: string, args: readonly string[] = []): Promise<string> {
  const path = join(dir.path, `${name}.mp4`);
  await runFfmpeg([
    ...['-f', 'lavfi', '-i', 'testsrc2=s=256x144:r=30000/1001:d=3', '-f', 'lavfi', '-i', 'sine=d=2.5'],
    ...['-c:v', 'libx264', '-preset', 'medium', '-bf', '3', '-g', '30', '-keyint_min', '30', '-sc_threshold', '0'],
    ...['-c:a', 'aac', ...args, path],
  ]);
  return path;
}

async function videoOf(path: string) {
  const video = (await readSampleTables(path)).find((track) => track.handler === 'vide');
  if (!video) throw new Error('no video');
  return video;
}

describe('the index of an encoded file', () => {
  test('tells what ffprobe tells', async () => {
    const path = await encoded('plain');
    const video = await videoOf(path);
    const packets = await readPackets(path);
    expect(video.times.map((time) => (time / video.ticksPerSec).toFixed(6))).toEqual(
      packets.map(({ ptsSec }) => ptsSec.toFixed(6)),
    );
    expect(video.keyFrames).toEqual(packets.flatMap(({ isKey }, index) => (isKey ? [index] : [])));
    expect(video.decoderConfig).toMatch(/^0164/);
    const audio = (await readSampleTables(path)).find((track) => track.handler === 'soun');
    expect(audio?.durationSec).toBeCloseTo(2.5, 1);
  });

  test('of a file without one is an error', async () => {
    const path = join(dir.path, 'none.mp4');
    await Bun.write(path, 'no box in here at all');
    await expect(readSampleTables(path)).rejects.toThrow('no index');
  });
});

describe('an encode is refused', () => {
  const problem = async (name: string, args: readonly string[]) => {
    const video = await videoOf(await encoded(name, args));
    try {
      verifyFrames(rung, video);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  };

  test('not when all is as planned', async () => {
    expect(await problem('good', [])).toBeNull();
  });

  test.each([
    ['with a frame missing', ['-vf', "select='not(eq(n,40))'", '-fps_mode', 'passthrough'], 'frame 40 of 144p'],
    ['when it begins late', ['-vf', 'setpts=PTS+0.2/TB', '-fps_mode', 'passthrough'], 'frame 0 of 144p'],
    ['with a key frame too many', ['-force_key_frames', '0.5'], 'key frames'],
    ['with a key frame too few', ['-g', '60', '-keyint_min', '60'], 'key frames'],
  ])('%s', async (name, args, message) => {
    expect(await problem(name, args)).toContain(message);
  });
});
