import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { transcodeResultSchema } from '../../shared/contracts/transcode.ts';
import type { LadderPreset } from '../../shared/media/ladder.ts';
import { makeClip, runFfmpeg } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { fastLadder, pipelineIn, readPackets, videoId } from '../testing/run-clip.ts';

setDefaultTimeout(120_000);

const ladder: LadderPreset = {
  ...fastLadder,
  steps: [
    { shortSide: 144, crf: 23, maxrateKbps: 400 },
    { shortSide: 180, crf: 23, maxrateKbps: 800 },
  ],
  firstShortSide: 144,
};

let dir: Awaited<ReturnType<typeof tempDir>>;
let numbered: string;
beforeAll(async () => {
  dir = await tempDir();
  numbered = join(dir.path, 'numbered.mkv');
  await makeClip({ path: numbered, durationSec: 6.5, width: 320, height: 180, frameRate: '30000/1001' });
});
afterAll(() => dir.remove());

/** Like what our own encoder would make, but for `changes`. */
async function sourceWith(name: string, changes: readonly string[], input: readonly string[] = []): Promise<string> {
  const path = join(dir.path, `${name}.mp4`);
  await runFfmpeg([
    ...[...input, '-i', numbered, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '26', '-maxrate', '700k'],
    ...['-bufsize', '1400k', '-g', '60', '-keyint_min', '60', '-sc_threshold', '0', '-c:a', 'aac', ...changes, path],
  ]);
  return path;
}

/** A checksum of every decoded picture, in order. */
async function pictures(path: string): Promise<string[]> {
  const text = new TextDecoder().decode(
    await runFfmpeg(['-i', path, '-map', '0:v', '-fps_mode', 'passthrough', '-f', 'framemd5', '-']),
  );
  return text.split('\n').flatMap((line) => (line.startsWith('0,') ? [line.split(',').at(-1)?.trim() ?? ''] : []));
}

async function publish(file: string, name: string) {
  const pipeline = await pipelineIn(join(dir.path, name), { ladder, chunkSec: 4 });
  await pipeline.run(file);
  const ready = transcodeResultSchema.parse(pipeline.results.at(-1));
  if (ready.kind !== 'ready') throw new Error(ready.kind);
  const path = join(dir.path, `${name}-top.mp4`);
  const segments = await pipeline.join(`media/${videoId}/${ready.generation}/`, '180p', path);
  return { path, segments: segments.length, rungs: ready.renditions.map((rung) => rung.name) };
}

test.each([
  ['as our encoder would', []],
  ['without B-frames in another profile', ['-bf', '0', '-profile:v', 'main']],
  ['with more key frames', ['-force_key_frames', 'expr:not(mod(n,30))', '-keyint_min', '1']],
] as const)('a source made %s is its own largest rung, picture by picture', async (name, changes) => {
  const source = await sourceWith(name, changes);
  const { path, segments, rungs } = await publish(source, `out-${name}`);
  expect(rungs).toEqual(['144p', '180p']);
  expect(segments).toBe(2);
  const expected = await pictures(source);
  expect(expected.length).toBeGreaterThan(190);
  expect(await pictures(path)).toEqual(expected);
});

test.each([
  ['key frames off the grid', ['-g', '50', '-keyint_min', '50']],
  ['open groups of pictures', ['-x264-params', 'open-gop=1:keyint=60:min-keyint=60:bframes=3']],
  ['more bits than the rung may have', ['-crf', '2', '-maxrate', '9M', '-bufsize', '18M']],
  ['parameter sets in the stream', ['-bsf:v', 'dump_extra']],
  ['a late start', ['-output_ts_offset', '0.5']],
  ['a rate that is not kept', ['-vf', "select='not(eq(n,100))'", '-fps_mode', 'passthrough']],
] as const)('%s: the largest rung is encoded', async (name, changes) => {
  const source = await sourceWith(name, changes);
  const { path } = await publish(source, `out-${name}`);
  const [theirs, ours] = [await pictures(source), await pictures(path)];
  expect(ours[10]).not.toBe(theirs[10] ?? '');
  const keys = (await readPackets(path)).flatMap(({ isKey }, index) => (isKey ? [index] : []));
  expect(keys).toEqual([0, 60, 120, 180]);
});

test('a hole in a source that could be copied is noticed', async () => {
  const source = await sourceWith('hole', ['-crf', '20']);
  const bytes = await Bun.file(source).bytes();
  bytes.fill(0, bytes.length * 0.4, bytes.length * 0.6);
  await Bun.write(source, bytes);
  await expect(publish(source, 'out-hole')).rejects.toMatchObject({ code: 'corrupt_media' });
});
