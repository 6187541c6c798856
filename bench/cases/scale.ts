import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from 'bullmq';
import { createObjectStore } from '../../platform/object-store/from-config.ts';
import { type Child, spawnChild } from '../../platform/process/spawn-child.ts';
import { createQueue } from '../../platform/queue.ts';
import { connectRedis } from '../../platform/redis.ts';
import {
  type TranscodeJob,
  type TranscodeResult,
  transcodeChunksQueue,
  transcodeJobIds,
  transcodeJobNames,
  transcodeLongQueue,
  transcodeQueue,
  transcodeResultsQueue,
} from '../../shared/contracts/transcode.ts';
import { newVideoId } from '../../shared/ids.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { makeClip } from '../../testkit/fixtures.ts';
import { startRedis, tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type BenchCase, median } from '../bench-case.ts';
import { benchSettings } from '../settings.ts';
import { type PeakMemory, watchMemory } from '../watch-memory.ts';

const sourceSec = benchSettings().KINORA_BENCH_SOURCE_SECONDS ?? 300;
/** What a transcoder does unless told otherwise; of a short source a twentieth, so that there is something to share. */
const chunkSec = Math.max(4, Math.min(20, Math.round(sourceSec / 20)));
const hourMs = 3_600_000;

/** One video on one worker with one core, on two with a core each, and on two of which one is killed half-way. */
export const scaleCase: BenchCase = {
  name: 'scale',
  summary: 'one 1080p video on two workers with a core each ÷ on one (KINORA_BENCH_SOURCE_SECONDS, default 300)',
  budgets: {
    two_vs_one_wall: '(goal ≤ 0.55)',
    killed_extra_cpu_in_chunks: '(goal ≤ 1)',
    worker_memory_vs_1200_mb: '(goal ≤ 1)',
    packager_memory_vs_100_mb: '(goal ≤ 1)',
  },
  async run({ runs, note }) {
    await using dir = await tempDir();
    const clip = join(dir.path, 'clip.mp4');
    const size = { width: 1920, height: 1080 };
    await makeClip({
      path: clip,
      durationSec: sourceSec,
      ...size,
      numbered: false,
      // Key frames off the grid, so that the top rung is encoded and not copied.
      outputArgs: ['-preset', 'veryfast', '-g', '50'],
    });
    const walls = { one: [] as number[], two: [] as number[] };
    const extra: number[] = [];
    const [workerBytes, packagerBytes]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run++) {
      const one = await encodeOn(dir.path, clip, [0]);
      const two = await encodeOn(dir.path, clip, [0, 1]);
      const killed = await encodeOn(dir.path, clip, [0, 1], { killHalfWay: true });
      walls.one.push(one.wallSec);
      walls.two.push(two.wallSec);
      extra.push(killed.startedChunks - killed.chunks);
      workerBytes.push(Math.max(one.memory.treeBytes, two.memory.treeBytes));
      packagerBytes.push(one.memory.byProgram.packager ?? 0, two.memory.byProgram.packager ?? 0);
      note(
        `run ${run + 1}: one worker ${one.wallSec.toFixed(1)} s, two ${two.wallSec.toFixed(1)} s; ` +
          `with a kill ${killed.wallSec.toFixed(1)} s, ${killed.startedChunks} chunks begun of ${killed.chunks}, ` +
          `first rung begun ${killed.startedFirstRungs} times; ` +
          `worker ${megabytes(workerBytes.at(-1))} MB, packager ${megabytes(packagerBytes.at(-1))} MB at most`,
      );
    }
    return {
      figures: {
        source_sec: sourceSec,
        chunk_sec: chunkSec,
        one_wall_sec: median(walls.one),
        two_wall_sec: median(walls.two),
        worker_peak_memory_mb: megabytes(Math.max(...workerBytes)),
        packager_peak_memory_mb: megabytes(Math.max(...packagerBytes)),
      },
      ratios: {
        two_vs_one_wall: median(walls.two) / median(walls.one),
        killed_extra_cpu_in_chunks: median(extra),
        worker_memory_vs_1200_mb: Math.max(...workerBytes) / 1.2e9,
        packager_memory_vs_100_mb: Math.max(...packagerBytes) / 1e8,
      },
    };
  },
};

const megabytes = (bytes = 0): number => Math.round(bytes / 1e6);

type Outcome = {
  wallSec: number;
  chunks: number;
  startedChunks: number;
  startedFirstRungs: number;
  memory: PeakMemory;
};

/** Transcoder processes pinned to `cores`, a Redis and a directory of their own; from the job's adding to `ready`. */
async function encodeOn(
  root: string,
  clip: string,
  cores: number[],
  options = { killHalfWay: false },
): Promise<Outcome> {
  const dir = join(root, crypto.randomUUID());
  await mkdir(dir);
  const server = await startRedis();
  const redis = connectRedis(server.url, { forBullmq: true });
  const jobs = createQueue<TranscodeJob>(transcodeQueue, redis);
  const chunks = createQueue<unknown>(transcodeChunksQueue, redis);
  const long = createQueue<TranscodeJob>(transcodeLongQueue, redis);
  const results = createQueue<TranscodeResult>(transcodeResultsQueue, redis);
  const storageDir = join(dir, 'objects');
  const store = await createObjectStore({ kind: 'filesystem', rootDir: storageDir, publicUrl: 'http://127.0.0.1' });
  const videoId = newVideoId();
  const key = objectKeys.original(videoId, 'bench');
  await store.putFile(key, clip, { contentType: 'video/mp4' });
  const workers = cores.map((core) => startWorker(core, server.url, storageDir, join(dir, `work-${core}`)));
  const memory = watchMemory(
    workers.map(({ pid }) => pid),
    ['packager'],
  );
  try {
    const startedAt = performance.now();
    const data: TranscodeJob = { video_id: videoId, original_key: key, original_size_bytes: 1 };
    await jobs.add(transcodeJobNames.prepare, data, { jobId: transcodeJobIds.prepare(videoId) });
    if (options.killHalfWay) {
      const isHalf = async () => (await chunks.getCompletedCount()) * 2 >= sourceSec / chunkSec;
      await waitFor(isHalf, { timeoutMs: hourMs, intervalMs: 200, what: 'half of the chunks' });
      workers[1]?.kill('SIGKILL');
    }
    const isReady = async () => (await results.getJobs(['waiting'])).some((job) => job.data.kind === 'ready');
    await waitFor(isReady, { timeoutMs: hourMs, intervalMs: 100, what: 'the whole ladder' });
    const wallSec = (performance.now() - startedAt) / 1000;
    const done = await chunks.getJobs(['completed']);
    // BullMQ counts every time a job was taken up, those that ended with their worker included.
    const firstRungs = await Promise.all([jobs, long].map((queue) => queue.getJobs(['completed'])));
    const startsOf = (all: Job[]) => all.reduce((sum, job) => sum + job.attemptsStarted, 0);
    return {
      wallSec,
      chunks: done.length,
      startedChunks: startsOf(done),
      startedFirstRungs: startsOf(firstRungs.flat().filter(({ name }) => name === transcodeJobNames.firstRung)),
      memory: await memory.stop(),
    };
  } finally {
    await memory.stop();
    await Promise.all(workers.map((worker) => worker.stop(8_000)));
    await Promise.all([jobs.close(), long.close(), chunks.close(), results.close()]);
    redis.disconnect();
    await server.stop();
  }
}

function startWorker(core: number, redisUrl: string, storageDir: string, workDir: string): Child {
  return spawnChild({
    argv: ['taskset', '-c', String(core), process.execPath, join(import.meta.dir, '../../transcoder/main.ts')],
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      KINORA_REDIS_URL: redisUrl,
      KINORA_STORAGE_DIR: storageDir,
      KINORA_WORK_DIR: workDir,
      KINORA_CHUNK_SECONDS: String(chunkSec),
      KINORA_LOG_LEVEL: 'warn',
    },
  });
}
