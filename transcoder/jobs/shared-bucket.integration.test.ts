import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createS3Store } from '../../platform/object-store/s3-store.ts';
import { transcodeJobIds } from '../../shared/contracts/transcode.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { makeClip } from '../../testkit/fixtures.ts';
import { type S3Service, type Service, startRedis, startS3, tempDir, waitFor } from '../../testkit/services.ts';
import { createSourceCache } from '../fetch/source-cache.ts';
import { jobsIn } from '../testing/in-process-jobs.ts';

setDefaultTimeout(120_000);

let dir: Awaited<ReturnType<typeof tempDir>>;
let redis: Service;
let s3: S3Service;
beforeAll(async () => {
  dir = await tempDir();
  [redis, s3] = await Promise.all([startRedis(), startS3()]);
  await makeClip({ path: join(dir.path, 'clip.mp4'), durationSec: 13, width: 426, height: 240 });
}, 120_000);
afterAll(async () => {
  await redis?.stop();
  await s3?.stop();
  await dir?.remove();
});

/** A machine of its own: other scratch space, nothing in common but Redis and the bucket. */
async function machine(name: string) {
  const store = createS3Store(s3);
  const downloads: string[] = [];
  const counted: typeof store = {
    ...store,
    get: (key, options) => {
      if (options?.range) downloads.push(`${key} from ${options.range.start}`);
      return store.get(key, options);
    },
  };
  const workRoot = join(dir.path, `work-${name}`);
  const sources = createSourceCache({ store: counted, workRoot, maxIdleBytes: 2 ** 30 });
  const own = await jobsIn(dir.path, redis.url, { store: counted, sources, workRoot });
  return { own, store, downloads, sources, workRoot };
}

test('two machines share a video through the bucket; each fetches the original once', async () => {
  const machines = [await machine('a'), await machine('b')];
  const [first] = machines;
  if (!first) throw new Error('no machine');
  const { own, store } = first;
  const { videoId } = await own.submit('clip.mp4');
  const originalKey = objectKeys.original(videoId, 'upload');
  await store.putFile(originalKey, join(dir.path, 'clip.mp4'), { contentType: 'video/mp4' });
  const workers = machines.map((each) => each.own.startWorkers({ jobs: 2, chunks: 1 }));
  try {
    const ready = await waitFor(async () => (await own.resultsOf(videoId)).find((result) => result.kind === 'ready'), {
      timeoutMs: 60_000,
      what: 'the video to be ready',
    });
    expect(ready).toMatchObject({ duration_sec: 13, width: 426 });
    expect(await store.head(`${objectKeys.generationPrefix(videoId, ready.generation)}hls/master.m3u8`)).not.toBeNull();
    const finishId = transcodeJobIds.finish(videoId, (await own.encodeOf(videoId)) ?? '');
    await waitFor(async () => (await own.transcode.getJobState(finishId)) === 'completed');
    expect(machines.flatMap(({ downloads }) => downloads)).toContain(`${originalKey} from 0`);
    for (const { downloads } of machines) expect(new Set(downloads).size).toBe(downloads.length);
    const left: string[] = [];
    for await (const { key } of store.list(`work/${videoId}/`)) left.push(key);
    expect(left).toEqual([]);
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
    await Promise.all(machines.map((each) => each.sources.close()));
    await Promise.all(machines.map((each) => each.own.close()));
  }
  for (const { workRoot } of machines) expect(await readdir(workRoot).catch(() => [])).toEqual([]);
});
