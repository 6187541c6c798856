import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from 'bullmq';
import { createFilesystemStore } from '../../platform/object-store/filesystem-store.ts';
import { type Child, spawnChild } from '../../platform/process/spawn-child.ts';
import { createQueue } from '../../platform/queue.ts';
import { connectRedis, type Redis } from '../../platform/redis.ts';
import {
  type TranscodeJob,
  type TranscodeResult,
  transcodeChunksQueue,
  transcodeJobIds,
  transcodeJobNames,
  transcodeJobSchema,
  transcodeQueue,
  transcodeResultsQueue,
} from '../../shared/contracts/transcode.ts';
import { newVideoId } from '../../shared/ids.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { cancelledKey } from '../../shared/media/transcode-progress.ts';
import { makeClip } from '../../testkit/fixtures.ts';
import { type Service, startRedis, tempDir, waitFor } from '../../testkit/services.ts';

setDefaultTimeout(300_000);
/** Long enough on a machine with as much else to do; what is slow is the encoding. */
const ENCODE_MS = 150_000;
const midway = { timeoutMs: ENCODE_MS, intervalMs: 5, what: 'the second chunk to be encoding' };

let dir: Awaited<ReturnType<typeof tempDir>>;
let redisServer: Service;
let redis: Redis;
let store: ReturnType<typeof createFilesystemStore>;
let jobs: ReturnType<typeof createQueue<TranscodeJob>>;
let chunks: ReturnType<typeof createQueue<unknown>>;
let results: ReturnType<typeof createQueue<TranscodeResult>>;
const running: Child[] = [];

beforeAll(async () => {
  dir = await tempDir();
  redisServer = await startRedis();
  redis = connectRedis(redisServer.url, { forBullmq: true });
  store = createFilesystemStore({ rootDir: join(dir.path, 'store'), publicUrl: 'http://127.0.0.1' });
  jobs = createQueue<TranscodeJob>(transcodeQueue, redis);
  chunks = createQueue<unknown>(transcodeChunksQueue, redis);
  results = createQueue<TranscodeResult>(transcodeResultsQueue, redis);
  await makeClip({ path: join(dir.path, 'short.mp4'), durationSec: 1, width: 256, height: 144 });
  await makeClip({ path: join(dir.path, 'long.mp4'), durationSec: 16, width: 1280, height: 720 });
  await Bun.write(join(dir.path, 'text.mp4'), 'no video at all');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((child) => child.stop(8_000)));
});
afterAll(async () => {
  await jobs.close();
  await chunks.close();
  await results.close();
  redis.disconnect();
  await redisServer.stop();
  await dir.remove();
});

async function startTranscoder(env: Record<string, string> = {}): Promise<Child & { lines: string[] }> {
  const lines: string[] = [];
  const child = spawnChild({
    argv: [process.execPath, fileURLToPath(new URL('../main.ts', import.meta.url))],
    env: {
      PATH: process.env.PATH ?? '',
      KINORA_REDIS_URL: redisServer.url,
      KINORA_STORAGE_DIR: join(dir.path, 'store'),
      KINORA_WORK_DIR: join(dir.path, 'work'),
      KINORA_CHUNK_SECONDS: '4',
      KINORA_CHUNK_CONCURRENCY: '1',
      ...env,
    },
    onStdoutLine: (line) => lines.push(line),
    onStderrLine: (line) => lines.push(line),
  });
  running.push(child);
  await waitFor(() => lines.some((line) => line.includes('transcoder started')), {
    timeoutMs: 30_000,
    what: lines.join('\n'),
  });
  return { ...child, lines };
}

async function submit(file: string): Promise<{ videoId: string; job: Job<TranscodeJob> }> {
  const videoId = newVideoId();
  const key = objectKeys.original(videoId, 'upload');
  await store.putFile(key, join(dir.path, file), { contentType: 'video/mp4' });
  const payload = { video_id: videoId, original_key: key, original_size_bytes: 1, priority: 1 };
  const options = { jobId: transcodeJobIds.prepare(videoId), priority: 1 };
  const job = await jobs.add(transcodeJobNames.prepare, payload, options);
  return { videoId, job };
}

async function resultsOf(videoId: string): Promise<TranscodeResult[]> {
  const waiting = await results.getJobs(['waiting', 'prioritized', 'delayed']);
  return waiting.map((job) => job.data).filter((result) => result.video_id === videoId);
}

const resultOf = (videoId: string, kind: TranscodeResult['kind'], timeoutMs = ENCODE_MS) =>
  waitFor(async () => (await resultsOf(videoId)).find((result) => result.kind === kind), {
    timeoutMs,
    what: `${kind} of ${videoId}`,
  });

async function encoders(): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map(
      async (pid) =>
        [
          pid,
          await Bun.file(`/proc/${pid}/cmdline`)
            .text()
            .catch(() => ''),
        ] as const,
    ),
  );
  return lines.filter(([, line]) => line.includes(join(dir.path, 'work'))).map(([pid]) => Number(pid));
}

/** Chunk jobs of a video in their order. */
async function chunksOf(videoId: string): Promise<Job[]> {
  const own = (await chunks.getJobs()).filter((job) => job?.id?.startsWith(`chunk-${videoId}-`));
  return own.sort((a, b) => Number(a.id?.split('-').at(-1)) - Number(b.id?.split('-').at(-1)));
}

const startsOf = async (videoId: string) => (await chunksOf(videoId)).map((job) => job.attemptsStarted);
const statesOf = async (videoId: string) =>
  Promise.all((await chunksOf(videoId)).map((job) => chunks.getJobState(job.id ?? '')));

/** One chunk done, the next one encoding, and a third not begun. */
const isMidway = (videoId: string) => async () => {
  const states = await statesOf(videoId);
  if (states[0] !== 'completed' || states[1] !== 'active' || states[2] !== 'prioritized') return false;
  return (await encoders()).length > 0;
};

async function finishOf(videoId: string): Promise<Job<TranscodeJob> | undefined> {
  const prepare = await jobs.getJob(transcodeJobIds.prepare(videoId));
  const encode = transcodeJobSchema.safeParse(prepare?.data).data?.encode;
  return encode === undefined ? undefined : jobs.getJob(transcodeJobIds.finish(videoId, encode));
}

async function workKeys(videoId: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(`work/${videoId}/`)) keys.push(key);
  return keys;
}

async function becomesReady(videoId: string): Promise<void> {
  await resultOf(videoId, 'ready');
  await waitFor(async () => (await finishOf(videoId))?.isCompleted(), {
    timeoutMs: 30_000,
    what: 'the last job to end',
  });
  expect(await workKeys(videoId)).toEqual([]);
}

test('a bad file fails once with its reason, and the queue goes on', async () => {
  await startTranscoder();
  const bad = await submit('text.mp4');
  const good = await submit('short.mp4');
  expect(await resultOf(bad.videoId, 'failed')).toMatchObject({ code: 'unsupported_media' });
  await becomesReady(good.videoId);
  const failed = await waitFor(async () => ((await bad.job.isFailed()) ? jobs.getJob(bad.job.id ?? '') : null));
  expect(failed.attemptsMade).toBe(1);
  expect(failed.failedReason).toContain('unsupported_media');
  expect(await resultsOf(bad.videoId)).toHaveLength(1);
});

test('kill -9 in mid-encode: encoders die with it, another transcoder does only what was not done', async () => {
  const first = await startTranscoder();
  const { videoId } = await submit('long.mp4');
  await waitFor(isMidway(videoId), midway);
  first.kill('SIGKILL');
  await first.exited;
  const done = (await statesOf(videoId)).filter((state) => state === 'completed').length;
  await waitFor(async () => (await encoders()).length === 0, { what: 'the encoders to die' });
  expect((await readdir(join(dir.path, 'work'))).length).toBeGreaterThan(0);

  await startTranscoder();
  expect(await readdir(join(dir.path, 'work'))).toEqual([]);
  await waitFor(async () => (await startsOf(videoId))[done] === 2, {
    timeoutMs: 30_000,
    what: 'the chunk to be taken over',
  });
  await becomesReady(videoId);
  const starts = await startsOf(videoId);
  expect(starts).toHaveLength(4);
  expect(starts).toEqual(starts.map((_, index) => (index === done ? 2 : 1)));
});

test('two transcoders share one video; when one is killed the other ends it', async () => {
  const pair = await Promise.all([startTranscoder(), startTranscoder()]);
  const chunksBy = (transcoder: { lines: string[] }) =>
    transcoder.lines.filter((line) => line.includes('job done') && line.includes('"name":"chunk"')).length;
  const shared = await submit('long.mp4');
  await becomesReady(shared.videoId);
  expect(await startsOf(shared.videoId)).toEqual([1, 1, 1, 1]);
  expect(Math.min(...pair.map(chunksBy))).toBeGreaterThan(0);

  const { videoId } = await submit('long.mp4');
  await waitFor(async () => (await statesOf(videoId)).filter((state) => state === 'active').length === 2, {
    ...midway,
    what: 'both to be encoding',
  });
  pair[0].kill('SIGKILL');
  await becomesReady(videoId);
  const starts = await startsOf(videoId);
  expect(starts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(5);
});

test('SIGTERM gives the jobs back at once and at no cost', async () => {
  const first = await startTranscoder();
  const { videoId } = await submit('long.mp4');
  await waitFor(isMidway(videoId), midway);
  const started = performance.now();
  first.kill('SIGTERM');
  expect((await first.exited).code).toBe(0);
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(await encoders()).toEqual([]);
  expect(await readdir(join(dir.path, 'work'))).toEqual([]);
  expect(await statesOf(videoId)).not.toContain('active');
  expect((await chunksOf(videoId)).every((job) => job.attemptsMade <= 1)).toBe(true);
  const given = (await chunksOf(videoId)).filter((job) => job.finishedOn === undefined);
  expect(given.map((job) => job.attemptsMade)).toEqual(given.map(() => 0));
  expect(await resultsOf(videoId)).not.toContainEqual(expect.objectContaining({ kind: 'failed' }));

  await startTranscoder();
  await waitFor(async () => (await encoders()).length > 0, { timeoutMs: 30_000, what: 'the jobs to start again' });
  await becomesReady(videoId);
});

test('a video deleted in mid-encode: its encoders end, its slots are free and nothing of it is left', async () => {
  await startTranscoder();
  const { videoId } = await submit('long.mp4');
  await waitFor(isMidway(videoId), midway);
  await redis.set(cancelledKey(videoId), 1, 'EX', 60); // as origin does
  await waitFor(async () => (await encoders()).length === 0, { timeoutMs: 20_000, what: 'the encoders to end' });
  const finish = await finishOf(videoId);
  await waitFor(async () => (await finish?.isCompleted()) === true, { what: 'the jobs to be over' });
  const removed = await finish?.remove({ removeChildren: true }).then(() => true);
  expect(removed).toBe(true);
  expect(await workKeys(videoId)).toEqual([]);
  expect(await resultsOf(videoId)).not.toContainEqual(expect.objectContaining({ kind: 'failed' }));
  expect(await readdir(join(dir.path, 'work'))).toEqual([]);
  const next = await submit('short.mp4');
  await becomesReady(next.videoId);
});
