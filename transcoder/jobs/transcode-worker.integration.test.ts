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
  transcodeProgressSchema,
  transcodeQueue,
  transcodeResultsQueue,
} from '../../shared/contracts/transcode.ts';
import { newVideoId } from '../../shared/ids.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { makeClip } from '../../testkit/fixtures.ts';
import { type Service, startRedis, tempDir, waitFor } from '../../testkit/services.ts';

setDefaultTimeout(120_000);

let dir: Awaited<ReturnType<typeof tempDir>>;
let redisServer: Service;
let redis: Redis;
let store: ReturnType<typeof createFilesystemStore>;
let jobs: ReturnType<typeof createQueue<TranscodeJob>>;
let results: ReturnType<typeof createQueue<TranscodeResult>>;
const running: Child[] = [];

beforeAll(async () => {
  dir = await tempDir();
  redisServer = await startRedis();
  redis = connectRedis(redisServer.url, { forBullmq: true });
  store = createFilesystemStore({ rootDir: join(dir.path, 'store'), publicUrl: 'http://127.0.0.1' });
  jobs = createQueue<TranscodeJob>(transcodeQueue, redis);
  results = createQueue<TranscodeResult>(transcodeResultsQueue, redis);
  await makeClip({ path: join(dir.path, 'short.mp4'), durationSec: 1, width: 256, height: 144 });
  await makeClip({ path: join(dir.path, 'long.mp4'), durationSec: 12, width: 1280, height: 720 });
  await Bun.write(join(dir.path, 'text.mp4'), 'no video at all');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((child) => child.stop(8_000)));
});
afterAll(async () => {
  await jobs.close();
  await results.close();
  redis.disconnect();
  await redisServer.stop();
  await dir.remove();
});

async function startTranscoder(): Promise<Child & { lines: string[] }> {
  const lines: string[] = [];
  const child = spawnChild({
    argv: [process.execPath, fileURLToPath(new URL('../main.ts', import.meta.url))],
    env: {
      PATH: process.env.PATH ?? '',
      KINORA_REDIS_URL: redisServer.url,
      KINORA_STORAGE_DIR: join(dir.path, 'store'),
      KINORA_WORK_DIR: join(dir.path, 'work'),
    },
    onStdoutLine: (line) => lines.push(line),
    onStderrLine: (line) => lines.push(line),
  });
  running.push(child);
  await waitFor(() => lines.some((line) => line.includes('transcoder started')), {
    timeoutMs: 10_000,
    what: lines.join('\n'),
  });
  return { ...child, lines };
}

async function submit(file: string): Promise<{ videoId: string; job: Job<TranscodeJob> }> {
  const videoId = newVideoId();
  const key = objectKeys.original(videoId, 'upload');
  await store.putFile(key, join(dir.path, file), { contentType: 'video/mp4' });
  const job = await jobs.add('transcode', { video_id: videoId, original_key: key, original_size_bytes: 1 });
  return { videoId, job };
}

async function resultsOf(videoId: string): Promise<TranscodeResult[]> {
  const waiting = await results.getJobs(['waiting', 'prioritized', 'delayed']);
  return waiting.map((job) => job.data).filter((result) => result.video_id === videoId);
}

const resultOf = (videoId: string, kind: TranscodeResult['kind'], timeoutMs = 60_000) =>
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

const isEncoding = (job: Job<TranscodeJob>, stage: string) => async () => {
  const progress = transcodeProgressSchema.safeParse((await jobs.getJob(job.id ?? ''))?.progress);
  return progress.data?.stage === stage && (await encoders()).length > 0;
};

test('a bad file fails once with its reason, and the queue goes on', async () => {
  await startTranscoder();
  const bad = await submit('text.mp4');
  const good = await submit('short.mp4');
  expect(await resultOf(bad.videoId, 'failed')).toMatchObject({ code: 'unsupported_media' });
  await resultOf(good.videoId, 'ready');
  const failed = await waitFor(async () => ((await bad.job.isFailed()) ? jobs.getJob(bad.job.id ?? '') : null));
  expect(failed.attemptsMade).toBe(1);
  expect(failed.failedReason).toContain('unsupported_media');
  expect(await resultsOf(bad.videoId)).toHaveLength(1);
  await waitFor(() => good.job.isCompleted());
});

test('kill -9 in mid-encode: encoders die with it, another transcoder finishes the video', async () => {
  const first = await startTranscoder();
  const { videoId, job } = await submit('long.mp4');
  await waitFor(isEncoding(job, 'ladder'), { timeoutMs: 60_000, what: 'the ladder to be encoding' });
  first.kill('SIGKILL');
  await first.exited;
  await waitFor(async () => (await encoders()).length === 0, { what: 'the encoders to die' });
  expect(await readdir(join(dir.path, 'work'))).toHaveLength(1);

  await startTranscoder();
  expect(await readdir(join(dir.path, 'work'))).toEqual([]);
  await waitFor(() => job.isActive(), { timeoutMs: 1_000 });
  const restarted = performance.now();
  await waitFor(async () => (await encoders()).length > 0, { timeoutMs: 20_000, what: 'the job to be taken over' });
  expect(performance.now() - restarted).toBeLessThan(16_000);
  await resultOf(videoId, 'ready');
  await waitFor(() => job.isCompleted());
});

test('SIGTERM gives the job back at once and at no cost', async () => {
  const first = await startTranscoder();
  const { videoId, job } = await submit('long.mp4');
  await waitFor(isEncoding(job, 'ladder'), { timeoutMs: 60_000, what: 'the ladder to be encoding' });
  const percent = transcodeProgressSchema.parse((await jobs.getJob(job.id ?? ''))?.progress).percent;
  const started = performance.now();
  first.kill('SIGTERM');
  expect((await first.exited).code).toBe(0);
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(await encoders()).toEqual([]);
  expect(await readdir(join(dir.path, 'work'))).toEqual([]);
  const given = await jobs.getJob(job.id ?? '');
  expect(await job.getState()).toBe('waiting');
  expect(given?.attemptsMade).toBe(0);
  expect(await resultsOf(videoId)).not.toContainEqual(expect.objectContaining({ kind: 'failed' }));

  await startTranscoder();
  await waitFor(isEncoding(job, 'first_rung'), { timeoutMs: 10_000, what: 'the job to start again' });
  const again = transcodeProgressSchema.parse((await jobs.getJob(job.id ?? ''))?.progress).percent;
  expect(again).toBeGreaterThanOrEqual(percent);
  await resultOf(videoId, 'ready');
});
