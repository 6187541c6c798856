import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { transcodeResultSchema } from '../../shared/contracts/transcode.ts';
import type { LadderPreset } from '../../shared/media/ladder.ts';
import { makeClip, readFrameNumber, runFfmpeg } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { fastLadder, pipelineIn, readPackets, videoId } from '../testing/run-clip.ts';

setDefaultTimeout(120_000);

/** Small pictures that still carry a readable frame code: the first rung, one at half the rate, one at the full. */
const ladder: LadderPreset = {
  ...fastLadder,
  steps: [
    { shortSide: 120, crf: 20, maxrateKbps: 800 },
    { shortSide: 144, crf: 20, maxrateKbps: 800 },
    { shortSide: 180, crf: 20, maxrateKbps: 800 },
  ],
  firstShortSide: 120,
  halveFrameRateBelow: 180,
};

/** The frame code of every frame of every rung that chunks are encoded into. */
async function framesOf(file: string, dir: string, chunkSec: number) {
  const pipeline = await pipelineIn(join(dir, `run-${chunkSec}`), { ladder, chunkSec });
  const stored: string[] = [];
  const { putFile } = pipeline.store;
  pipeline.deps.store = {
    ...pipeline.store,
    putFile: (key, ...rest) => {
      stored.push(key);
      return putFile(key, ...rest);
    },
  };
  await pipeline.run(file);
  const ready = transcodeResultSchema.parse(pipeline.results.at(-1));
  if (ready.kind !== 'ready') throw new Error(`not ready: ${JSON.stringify(ready)}`);
  const pieces = stored.filter((key) => key.startsWith('work/') && key.endsWith('/180p.mp4')).length;
  const prefix = `media/${videoId}/${ready.generation}/`;
  const rungs: Record<string, { numbers: (number | null)[]; keyTimes: string[] }> = {};
  for (const { name, width, height } of ready.renditions) {
    const path = join(dir, `${name}-${chunkSec}.mp4`);
    await pipeline.join(prefix, name, path);
    const pixels = await runFfmpeg(['-i', path, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'rgba', '-']);
    const bytes = width * height * 4;
    const numbers = Array.from({ length: pixels.length / bytes }, (_, frame) =>
      readFrameNumber(pixels.subarray(frame * bytes, (frame + 1) * bytes), width, height),
    );
    const packets = await readPackets(path);
    const isSteady = packets.every(({ ptsSec }, at) => {
      const stepSec = (packets.at(-1)?.ptsSec ?? 0) / (packets.length - 1);
      return Math.abs(ptsSec - at * stepSec) < 0.001;
    });
    expect(isSteady).toBe(true);
    const keyTimes = packets.filter((packet) => packet.isKey).map((packet) => packet.ptsSec.toFixed(3));
    rungs[name] = { numbers, keyTimes };
  }
  expect(await pipeline.keys('work/')).toEqual([]);
  return { rungs, durationSec: ready.duration_sec, pieces };
}

const counting = (count: number, step = 1) => Array.from({ length: count }, (_, index) => index * step);

describe('every frame is there, in order and once, across the joins of chunks', () => {
  const rates = [
    ['23.976', '24000/1001', 'mp4', 1],
    ['29.97', '30000/1001', 'mp4', 1],
    ['25 in matroska', '25', 'mkv', 1],
    ['59.94', '60000/1001', 'mp4', 2],
    ['60 in matroska', '60', 'mkv', 2],
    ['17', '17', 'mov', 1],
  ] as const;
  test.each(rates)('at %s', async (_, frameRate, extension, halving) => {
    await using dir = await tempDir();
    const file = join(dir.path, `clip.${extension}`);
    // Key frames off the grid: otherwise the largest rung would be copied.
    const outputArgs = ['-g', '47'];
    await makeClip({ path: file, durationSec: 9.5, width: 320, height: 180, frameRate, audio: false, outputArgs });
    const count = (await readPackets(file)).length;
    const { rungs, pieces } = await framesOf(file, dir.path, 4);
    expect(pieces).toBeGreaterThan(1);
    expect(rungs['180p']?.numbers).toEqual(counting(count));
    const low = counting(Math.ceil(count / halving), halving);
    expect(rungs['144p']?.numbers.slice(0, low.length - 1)).toEqual(low.slice(0, -1));
    expect(rungs['120p']?.keyTimes.length).toBe(5);
    expect(rungs['144p']?.keyTimes).toEqual(rungs['120p']?.keyTimes ?? []);
    expect(rungs['180p']?.keyTimes).toEqual(rungs['120p']?.keyTimes ?? []);
  });

  const odd: [string, string, readonly string[]][] = [
    [
      'B-frames in open groups',
      'mp4',
      ['-bf', '3', '-x264-params', 'open-gop=1:keyint=45:min-keyint=45:b-pyramid=normal'],
    ],
    ['one key frame for the whole', 'mp4', ['-g', '9999', '-x264-params', 'keyint=infinite']],
    ['a start time of five seconds', 'mp4', ['-bf', '2', '-output_ts_offset', '5']],
    ['a start time in matroska', 'mkv', ['-bf', '2', '-output_ts_offset', '5.123']],
    ['sound before the picture', 'mkv', ['-filter:v', 'setpts=PTS+1.3/TB', '-fps_mode', 'passthrough']],
    [
      'frames left out here and there',
      'mp4',
      ['-filter:v', "select='gt(mod(n,7),0)*gt(mod(n,11),1)'", '-fps_mode', 'vfr'],
    ],
    ['a picture that stands across a cut', 'mkv', ['-filter:v', "select='lt(n,60)+gt(n,200)'", '-fps_mode', 'vfr']],
    ['a change of rate in mid-way', 'mov', ['-filter:v', "select='lt(n,150)+not(mod(n,3))'", '-fps_mode', 'vfr']],
    ['times that jitter', 'mkv', ['-filter:v', 'setpts=PTS+random(1)*0.01/TB', '-fps_mode', 'passthrough']],
    ['avi', 'avi', ['-c:v', 'mpeg4', '-q:v', '2', '-bf', '2', '-g', '50']],
    ['flash video', 'flv', ['-bf', '2']],
    ['a transport stream', 'ts', ['-bf', '2', '-g', '40']],
  ];
  test.each(odd)('%s: the same as uncut', async (_, extension, outputArgs) => {
    await using dir = await tempDir();
    const numbered = join(dir.path, 'numbered.mkv');
    const file = join(dir.path, `clip.${extension}`);
    await makeClip({ path: numbered, durationSec: 9.5, width: 320, height: 180, frameRate: 30 });
    await runFfmpeg([
      '-i',
      numbered,
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-crf',
      '12',
      '-c:a',
      'aac',
      ...outputArgs,
      file,
    ]);
    const [cut, whole] = [await framesOf(file, dir.path, 4), await framesOf(file, dir.path, 100)];
    if (extension !== 'ts') expect(cut.pieces).toBeGreaterThan(1);
    expect({ ...cut, pieces: 1 }).toEqual(whole);
    expect(cut.rungs['180p']?.numbers).not.toContain(null);
    expect(new Set(cut.rungs['180p']?.numbers).size).toBeGreaterThan(140);
  });
});
