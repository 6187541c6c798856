import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { makeClip } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { pipelineIn, readPackets, videoId } from '../testing/run-clip.ts';

setDefaultTimeout(60_000);

let dir: Awaited<ReturnType<typeof tempDir>>;
beforeAll(async () => {
  dir = await tempDir();
  await makeClip({ path: join(dir.path, 'clip.mp4'), durationSec: 6, width: 640, height: 360 });
});
afterAll(() => dir.remove());

test('without early publishing all rungs come from one decode and are announced once', async () => {
  await using own = await tempDir();
  const pipeline = await pipelineIn(own.path);
  await pipeline.run(join(dir.path, 'clip.mp4'), { earlyPublish: false });
  expect(pipeline.results).toHaveLength(1);
  const [ready] = pipeline.results;
  if (ready?.kind !== 'ready') throw new Error('not ready');
  expect(ready.renditions.map((rung) => rung.name)).toEqual(['144p', '240p', '360p']);
  const prefix = `media/${videoId}/${ready.generation}/`;
  for (const { name } of ready.renditions) {
    const path = join(own.path, `${name}.mp4`);
    await pipeline.join(prefix, name, path);
    expect(await readPackets(path)).toHaveLength(180);
  }
  expect((await pipeline.keys(`${prefix}audio/`)).length).toBeGreaterThan(1);
  expect(await pipeline.keys('work/')).toEqual([]);
});

test('damage is noticed there, too, and nothing is published', async () => {
  await using own = await tempDir();
  const bytes = await Bun.file(join(dir.path, 'clip.mp4')).bytes();
  bytes.fill(0, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.6));
  const holed = join(own.path, 'holed.mp4');
  await Bun.write(holed, bytes);
  const pipeline = await pipelineIn(own.path);
  await expect(pipeline.run(holed, { earlyPublish: false })).rejects.toMatchObject({ code: 'corrupt_media' });
  expect(pipeline.results).toEqual([]);
  expect(await pipeline.keys('media/')).toEqual([]);
  expect(await pipeline.keys('work/')).toEqual([]);
});
