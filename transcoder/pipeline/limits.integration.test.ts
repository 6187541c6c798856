import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeClip } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { pipelineIn } from '../testing/run-clip.ts';

setDefaultTimeout(60_000);

let dir: Awaited<ReturnType<typeof tempDir>>;
beforeAll(async () => {
  dir = await tempDir();
  await makeClip({ path: join(dir.path, 'clip.mp4'), durationSec: 6, width: 320, height: 240 });
});
afterAll(() => dir.remove());

describe('limits', () => {
  test.each([
    ['picture', { maxPixels: 320 * 200, maxDurationSec: 100, maxStreams: 16 }],
    ['duration', { maxPixels: 4096 * 2304, maxDurationSec: 5, maxStreams: 16 }],
    ['tracks', { maxPixels: 4096 * 2304, maxDurationSec: 100, maxStreams: 1 }],
  ])('%s', async (_, limits) => {
    await using own = await tempDir();
    const pipeline = await pipelineIn(own.path, { limits });
    await expect(pipeline.run(join(dir.path, 'clip.mp4'))).rejects.toMatchObject({ code: 'limits_exceeded' });
    expect(pipeline.results).toEqual([]);
  });
});

test('a good clip passes, downloaded, with its encoders cut off from the network', async () => {
  await using own = await tempDir();
  const pipeline = await pipelineIn(own.path);
  expect(pipeline.deps.sandbox.noNetwork).not.toEqual([]);
  // As from a store on another machine: the original is downloaded first.
  pipeline.deps.store = { ...pipeline.store, localPath: () => null };
  await pipeline.run(join(dir.path, 'clip.mp4'));
  expect(pipeline.results.at(-1)?.kind).toBe('ready');
  expect(await readdir(join(own.path, 'work'))).toEqual([]);
});

test('a pipeline that is stopped leaves neither scratch nor children', async () => {
  await using own = await tempDir();
  const stop = new AbortController();
  const pipeline = await pipelineIn(own.path, {
    signal: stop.signal,
    onProgress: (report) => {
      if (report.stage === 'first_rung') stop.abort(new Error('stop now'));
    },
  });
  const error = await pipeline.run(join(dir.path, 'clip.mp4')).catch((cause: unknown) => cause);
  expect(error).toEqual(new Error('stop now'));
  expect(await readdir(join(own.path, 'work')).catch(() => [])).toEqual([]);
  const commands = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name))
      .map((pid) =>
        Bun.file(`/proc/${pid}/cmdline`)
          .text()
          .catch(() => ''),
      ),
  );
  expect(commands.filter((line) => line.includes(own.path))).toEqual([]);
});
