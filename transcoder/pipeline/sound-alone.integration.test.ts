import { expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { transcodeResultSchema } from '../../shared/contracts/transcode.ts';
import { runFfmpeg } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { pipelineIn, readPackets, videoId } from '../testing/run-clip.ts';

setDefaultTimeout(60_000);

const beep = ['-f', 'lavfi', '-i', "aevalsrc='if(gte(t,2),0.8*sin(2*PI*1000*t),0)':s=44100:d=5"];

test.each([
  ['m4a', ['-c:a', 'aac']],
  ['mp3', ['-c:a', 'libmp3lame', '-q:a', '4']],
  ['flac', []],
  ['wav', []],
] as const)('%s without a picture shows its waveform', async (extension, codec) => {
  await using dir = await tempDir();
  const file = join(dir.path, `sound.${extension}`);
  await runFfmpeg([...beep, ...codec, file]);
  const pipeline = await pipelineIn(dir.path);
  await pipeline.run(file);
  const results = pipeline.results.map((one) => transcodeResultSchema.parse(one));
  expect(results.map((one) => one.kind)).toEqual(['playable', 'ready']);
  const ready = results[1];
  if (ready?.kind !== 'ready') throw new Error('not ready');
  expect(ready.renditions.map((rung) => [rung.name, rung.width, rung.height])).toEqual([['360p', 640, 360]]);
  expect(ready.source.video).toBeNull();
  expect(Math.abs(ready.duration_sec - 5)).toBeLessThan(0.06);
  const prefix = `media/${videoId}/${ready.generation}/`;
  const [picture, sound] = [join(dir.path, 'picture.mp4'), join(dir.path, 'heard.mp4')];
  await pipeline.join(prefix, '360p', picture);
  await pipeline.join(prefix, 'audio', sound);
  expect(Math.abs((await readPackets(picture)).length - 125)).toBeLessThanOrEqual(1);
  // What is drawn comes when it is heard.
  const grey = await runFfmpeg(['-i', picture, '-vf', 'scale=1:1:flags=area,format=gray', '-f', 'rawvideo', '-']);
  const silent = grey[10] ?? 0;
  const drawnSec = grey.findIndex((luma) => luma > silent + 2) / 25;
  expect(Math.abs(drawnSec - 2)).toBeLessThan(0.13);
  const keys = await pipeline.keys(`${prefix}images/`);
  expect(keys).toContain(`${prefix}images/poster.jpg`);
  const poster = await runFfmpeg([
    ...['-i', pipeline.store.localPath(`${prefix}images/poster.jpg`) ?? '', '-vf', 'scale=2:1:flags=area,format=gray'],
    ...['-f', 'rawvideo', '-'],
  ]);
  expect(poster[1]).toBeGreaterThan((poster[0] ?? 255) + 5);
});

test('sound with its end missing is noticed', async () => {
  await using dir = await tempDir();
  const file = join(dir.path, 'sound.flac');
  await runFfmpeg([...beep, file]);
  const bytes = await Bun.file(file).bytes();
  await Bun.write(file, bytes.subarray(0, bytes.length / 2));
  const pipeline = await pipelineIn(dir.path);
  const outcome = await pipeline.run(file).then(
    () => pipeline.results.at(-1)?.kind,
    (error: { code?: string }) => error.code,
  );
  expect(outcome).toBe('corrupt_media');
});
