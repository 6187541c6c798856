import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from 'bullmq';
import { type Child, spawnChild } from '../../platform/process/spawn-child.ts';
import {
  type AddCodecJob,
  BACKGROUND_PRIORITY,
  type TranscodeResult,
  transcodeJobIds,
  transcodeJobNames,
} from '../../shared/contracts/transcode.ts';
import { makeClip } from '../../testkit/fixtures.ts';
import { type Service, startRedis, tempDir, waitFor } from '../../testkit/services.ts';
import { jobsIn } from '../testing/in-process-jobs.ts';

setDefaultTimeout(120_000);

let dir: Awaited<ReturnType<typeof tempDir>>;
let redisServer: Service;
let jobs: Awaited<ReturnType<typeof jobsIn>>;
let transcoder: Child | undefined;

beforeAll(async () => {
  dir = await tempDir();
  redisServer = await startRedis();
  jobs = await jobsIn(dir.path, redisServer.url);
  await makeClip({ path: join(dir.path, 'clip.mp4'), durationSec: 13, width: 426, height: 240 });
});
afterAll(async () => {
  await transcoder?.stop(8_000);
  await jobs.close();
  await redisServer.stop();
  await dir.remove();
});

/** A transcoder as a process of its own, which can be killed. */
function startTranscoder(): Child {
  transcoder = spawnChild({
    argv: [process.execPath, fileURLToPath(new URL('../main.ts', import.meta.url))],
    env: {
      PATH: process.env.PATH ?? '',
      KINORA_REDIS_URL: redisServer.url,
      KINORA_STORAGE_DIR: join(dir.path, 'store'),
      KINORA_WORK_DIR: join(dir.path, 'work'),
      KINORA_CHUNK_SECONDS: '4',
      KINORA_CHUNK_CONCURRENCY: '1',
      KINORA_LOG_LEVEL: 'silent',
    },
  });
  return transcoder;
}

const resultOf = <K extends TranscodeResult['kind']>(videoId: string, kind: K) =>
  waitFor(async () => (await jobs.resultsOf(videoId)).find((result) => result.kind === kind), {
    timeoutMs: 60_000,
    what: `${kind} of ${videoId}`,
  }) as Promise<Extract<TranscodeResult, { kind: K }>>; // found by its kind

async function addCodec(set: Extract<TranscodeResult, { kind: 'ready' }>): Promise<Job> {
  const payload: AddCodecJob = {
    ...{ kind: 'add-codec', codec: 'av1', video_id: set.video_id },
    ...{ generation: set.generation, duration_sec: set.duration_sec },
    ...{ original_key: `originals/${set.video_id}/upload`, original_size_bytes: 1 },
  };
  const jobId = transcodeJobIds.addCodec(set.video_id, 'av1', '1');
  return jobs.chunks.add(transcodeJobNames.addCodec, payload, { jobId, priority: BACKGROUND_PRIORITY });
}
/** Chunks of AV1: those of the encode that is not the first. */
async function codecChunks(videoId: string): Promise<Job[]> {
  const first = await jobs.encodeOf(videoId);
  return (await jobs.chunksOf(videoId)).filter((job) => !job.id?.includes(`-${first}-`));
}

test('chunks of AV1 give way to those of another video, and after kill -9 only unfinished ones run again', async () => {
  const killed = startTranscoder();
  const { videoId } = await jobs.submit('clip.mp4');
  const job = await addCodec(await resultOf(videoId, 'ready'));
  const states = async () => Promise.all((await codecChunks(videoId)).map((chunk) => chunk.getState()));
  await waitFor(async () => (await states()).includes('active'), { what: 'AV1 to be encoding', intervalMs: 5 });
  const other = await jobs.submit('clip.mp4');
  await resultOf(other.videoId, 'ready');
  const waiting = (await states()).filter((state) => state !== 'completed').length;
  expect(waiting).toBeGreaterThan(0);

  await waitFor(
    async () => {
      const now = await states();
      return now[0] === 'completed' && now.includes('active');
    },
    { timeoutMs: 30_000, what: 'a chunk to be encoding after another', intervalMs: 5 },
  );
  killed.kill('SIGKILL');
  await killed.exited;
  const done = (await states()).filter((state) => state === 'completed').length;
  startTranscoder();
  await resultOf(videoId, 'codec_made');
  expect(await job.getState()).toBe('completed');
  const starts = (await codecChunks(videoId)).map((chunk) => chunk.attemptsStarted);
  expect(starts).toHaveLength(3);
  expect(starts.slice(0, done)).toEqual(Array.from({ length: done }, () => 1));
  expect(starts.slice(done).toSorted()).toEqual([...Array.from({ length: starts.length - done - 1 }, () => 1), 2]);

  expect((await jobs.keys(`rungs/${videoId}/`)).map((key) => key.split('/').slice(2).join('/'))).toEqual([
    'av1/144p-av1.mp4',
    'av1/240p-av1.mp4',
    'av1/rungs.json',
  ]);
  await waitFor(async () => (await jobs.keys(`work/${videoId}/`)).length === 0, { what: 'the work to be tidied up' });
});

test('what cannot be made is told as the failure of the codec, never of the video', async () => {
  transcoder ??= startTranscoder();
  const { videoId } = await jobs.submit('clip.mp4');
  const set = await resultOf(videoId, 'ready');
  await jobs.store.putBytes(`originals/${videoId}/upload`, new Uint8Array(100), { contentType: 'video/mp4' });
  await addCodec(set);
  expect(await resultOf(videoId, 'codec_failed')).toMatchObject({ codec: 'av1' });
  expect((await jobs.resultsOf(videoId)).map((result) => result.kind)).not.toContain('failed');
});
