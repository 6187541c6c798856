import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { transcodeJobIds } from '../../shared/contracts/transcode.ts';
import { makeClip } from '../../testkit/fixtures.ts';
import { type Service, startRedis, tempDir, waitFor } from '../../testkit/services.ts';
import { createDiskGuard } from '../run/disk-guard.ts';
import { jobsIn } from '../testing/in-process-jobs.ts';
import { prepareJob } from './prepare-job.ts';

setDefaultTimeout(60_000);

let dir: Awaited<ReturnType<typeof tempDir>>;
let redis: Service;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  dir = await tempDir();
  await makeClip({ path: join(dir.path, 'clip.mp4'), durationSec: 13, width: 426, height: 240 });
});
// A queue of its own for each test: what one leaves would be taken by the next one's workers.
async function jobs(overrides: Parameters<typeof jobsIn>[2] = {}) {
  redis = await startRedis();
  const own = await jobsIn(dir.path, redis.url, overrides);
  const stop = redis.stop;
  open.push({
    close: async () => {
      await own.close();
      await stop();
    },
  });
  return own;
}
const closeLater = <T extends { close(): Promise<void> }>(worker: T): T => {
  open.push(worker);
  return worker;
};
afterAll(async () => {
  for (const each of open.reverse()) await each.close();
  await dir.remove();
});

const failing = Bun.which('false') ?? '/bin/false';
const quick = { attempts: 2, backoff: { type: 'exponential', delay: 50 } };

test('a video in four chunks is published once and leaves nothing behind', async () => {
  const own = await jobs();
  const { videoId } = await own.submit('clip.mp4');
  closeLater(own.startWorkers());
  const results = await waitFor(
    async () => {
      const all = await own.resultsOf(videoId);
      return all.length === 2 ? all : null;
    },
    { timeoutMs: 30_000, what: 'both results' },
  );
  expect(results.map((result) => result.kind).sort()).toEqual(['playable', 'ready']);
  const encode = (await own.encodeOf(videoId)) ?? '';
  const finish = await waitFor(async () => {
    const job = await own.transcode.getJob(transcodeJobIds.finish(videoId, encode));
    return (await job?.isCompleted()) ? job : null;
  });
  expect(finish.attemptsMade).toBe(1);
  expect((await own.chunksOf(videoId)).map((job) => job.attemptsStarted)).toEqual([1, 1, 1]);
  expect(await own.keys(`work/${videoId}/`)).toEqual([]);
});

test('prepare run again after a crash at its very end adds nothing twice', async () => {
  const own = await jobs();
  const { videoId, job } = await own.submit('clip.mp4');
  const handle = prepareJob(own.deps);
  const { signal } = new AbortController();
  await handle(job, undefined, signal);
  const encode = await own.encodeOf(videoId);
  const before = await own.chunksOf(videoId);
  const again = await own.transcode.getJob(job.id ?? '');
  if (!again) throw new Error('the job is gone');
  await handle(again, undefined, signal);
  expect(await own.encodeOf(videoId)).toBe(encode ?? '');
  expect((await own.chunksOf(videoId)).map((chunk) => [chunk.id, chunk.timestamp])).toEqual(
    before.map((chunk) => [chunk.id, chunk.timestamp]),
  );
  expect(await own.chunks.getJobCounts('prioritized', 'waiting')).toEqual({ prioritized: 3, waiting: 0 });
  expect((await own.keys(`work/${videoId}/`)).map((key) => key.split('/').at(-1))).toEqual(['plan.json']);
});

test('a fault of ours is tried again in silence; after the last attempt the creator is told once', async () => {
  const own = await jobs();
  own.deps.tools = { ...own.deps.tools, packager: failing };
  const { videoId } = await own.submit('clip.mp4', quick);
  closeLater(own.startWorkers());
  const [result] = await waitFor(async () => {
    const all = await own.resultsOf(videoId);
    return all.length > 0 ? all : null;
  });
  expect(result).toMatchObject({ kind: 'failed', code: 'processing_failed' });
  const encode = (await own.encodeOf(videoId)) ?? '';
  const finish = () => own.transcode.getJob(transcodeJobIds.finish(videoId, encode));
  await waitFor(async () => (await finish())?.isFailed());
  const first = await own.transcode.getJob(transcodeJobIds.firstRung(videoId, encode));
  expect(first?.attemptsMade).toBe(2);
  expect(first?.failedReason).toContain('packager first rung ended with code 1');
  await waitFor(async () => (await own.chunks.getJobCountByTypes('completed')) === 3);
  expect(await own.resultsOf(videoId)).toHaveLength(1);
});

test('once a chunk has failed for good the others do not begin', async () => {
  const own = await jobs();
  const { putFile } = own.store;
  own.deps.store = {
    ...own.store,
    putFile: async (key, ...rest) => {
      if (key.includes('/chunks/')) throw new Error('the store is full');
      return putFile(key, ...rest);
    },
  };
  const { videoId } = await own.submit('clip.mp4', { attempts: 1 });
  closeLater(own.startWorkers());
  await waitFor(async () => (await own.chunks.getJobCountByTypes('completed', 'failed')) === 3);
  const [failed, ...others] = await own.chunksOf(videoId);
  expect(failed?.failedReason).toBe('the store is full');
  expect(others.map((job) => [job.returnvalue, job.attemptsStarted])).toEqual([
    [null, 1],
    [null, 1],
  ]);
  const encode = (await own.encodeOf(videoId)) ?? '';
  await waitFor(async () => (await own.transcode.getJob(transcodeJobIds.finish(videoId, encode)))?.isFailed());
  const failures = (await own.resultsOf(videoId)).filter((result) => result.kind === 'failed');
  expect(failures).toHaveLength(1);
});

test('a video that is retried does only what had not been done', async () => {
  const own = await jobs();
  const { putFile } = own.store;
  const stored: string[] = [];
  const store = { isBroken: true };
  let encode = '';
  const { videoId, job } = await own.submit('clip.mp4', { attempts: 1 });
  const firstRung = async () => own.transcode.getJob(transcodeJobIds.firstRung(videoId, encode));
  own.deps.store = {
    ...own.store,
    putFile: async (key, ...rest) => {
      if (store.isBroken && key.includes('/chunks/00002/')) {
        encode = (await own.encodeOf(videoId)) ?? '';
        await waitFor(async () => (await firstRung())?.isCompleted(), { what: 'the first rung' });
        throw new Error('the store is full');
      }
      if (key.startsWith('work/')) stored.push(key.split('/').slice(3).join('/'));
      return putFile(key, ...rest);
    },
  };
  closeLater(own.startWorkers({ jobs: 2, chunks: 1 }));
  const failures = async () => (await own.resultsOf(videoId)).filter(({ kind }) => kind === 'failed');
  await waitFor(async () => (await failures()).length === 1, { timeoutMs: 30_000, what: 'the failure' });
  const retry = async () => {
    const finish = await waitFor(() => own.transcode.getJob(transcodeJobIds.finish(videoId, encode)));
    await waitFor(() => finish.isFailed());
    await finish.remove({ removeChildren: true });
    await (await own.transcode.getJob(job.id ?? ''))?.remove();
    stored.length = 0;
    await own.transcode.add(job.name, own.dataOf(videoId), { jobId: job.id ?? '', attempts: 1 });
  };
  expect(new Set(stored.map((key) => key.split('/').slice(0, -1).join('/')))).toEqual(
    new Set(['', 'chunks/00000', 'chunks/00001']),
  );
  // Failing again is told again.
  await retry();
  await waitFor(async () => (await failures()).length === 2, { timeoutMs: 30_000, what: 'the second failure' });
  expect(stored).toEqual([]);
  store.isBroken = false;
  await retry();
  await waitFor(async () => (await own.resultsOf(videoId)).some(({ kind }) => kind === 'ready'), {
    timeoutMs: 30_000,
    what: 'the whole set',
  });
  expect(new Set(stored.map((key) => key.split('/').slice(0, -1).join('/')))).toEqual(new Set(['chunks/00002']));
  expect((await own.resultsOf(videoId)).filter(({ kind }) => kind === 'playable')).toHaveLength(1);
  await waitFor(async () => (await own.keys(`work/${videoId}/`)).length === 0, { what: 'the tidying up' });
});

test('a failed chunk is tried again alone', async () => {
  const own = await jobs();
  const { putFile } = own.store;
  let refusals = 1;
  own.deps.store = {
    ...own.store,
    putFile: async (key, ...rest) => {
      if (key.includes('/chunks/00001/') && refusals-- > 0) throw new Error('the store is full');
      return putFile(key, ...rest);
    },
  };
  const { videoId } = await own.submit('clip.mp4', quick);
  closeLater(own.startWorkers());
  await waitFor(async () => (await own.resultsOf(videoId)).some((result) => result.kind === 'ready'), {
    timeoutMs: 30_000,
  });
  expect((await own.chunksOf(videoId)).map((job) => job.attemptsStarted)).toEqual([1, 2, 1]);
});

test('without room on the disk a job waits, at no cost of an attempt', async () => {
  const own = await jobs({ disk: createDiskGuard(dir.path, async () => 1_000) });
  const { job } = await own.submit('clip.mp4');
  closeLater(own.startWorkers());
  await waitFor(() => job.isDelayed());
  const { logs } = await own.transcode.getJobLogs(job.id ?? '');
  expect(logs.join()).toContain('scratch space is short');
  expect((await own.transcode.getJob(job.id ?? ''))?.attemptsMade).toBe(0);
});
