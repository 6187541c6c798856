import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { FlowProducer, UnrecoverableError } from 'bullmq';
import { startTestOrigin, type TestOrigin, type TestUser, uploadWholeVideo } from '../../origin/testing/test-origin.ts';
import { createWorker } from '../../platform/queue.ts';
import { connectRedis } from '../../platform/redis.ts';
import {
  transcodeChunksQueue,
  transcodeJobIds,
  transcodeJobNames,
  transcodeQueue,
} from '../../shared/contracts/transcode.ts';
import { freePort, waitFor } from '../../testkit/services.ts';
import { type LauncherEvent, runLauncher } from '../testing/run-launcher.ts';

let origin: TestOrigin;
let owner: TestUser;
beforeAll(async () => {
  origin = await startTestOrigin();
  owner = await origin.signUp();
});
afterAll(() => origin.stop());

const settings = () => ({
  KINORA_REDIS_URL: origin.redisUrl,
  KINORA_ORIGIN_URL: origin.url,
  KINORA_INTERNAL_KEY: origin.config.KINORA_INTERNAL_KEY,
});

/** Runs `kinora admin jobs … --json` to its end. */
async function admin(args: string[], env: Record<string, string> = settings()) {
  const { child, events } = runLauncher(['admin', 'jobs', ...args], env);
  const { code } = await child.exited;
  const jobs = events.filter(({ event }) => event === 'job');
  return { code, events, jobs, error: events.find(({ event }) => event === 'error') };
}
const jobOfVideo = (jobs: LauncherEvent[], videoId: string) => jobs.find((job) => job.video_id === videoId);

/** Videos whose job said something and then failed for good. */
async function failedVideos(count: number): Promise<string[]> {
  const videoIds: string[] = [];
  for (let made = 0; made < count; made += 1) videoIds.push(await uploadWholeVideo(owner));
  const redis = connectRedis(origin.redisUrl, { forBullmq: true });
  const worker = createWorker<{ video_id: string }>(transcodeQueue, redis, async (job) => {
    await job.log('ffmpeg first rung ended with code 183\n[error] moov atom not found');
    const result = { kind: 'failed', video_id: job.data.video_id, code: 'corrupt_media', message: 'Cut off.' } as const;
    await origin.results.add('failed', result);
    throw new UnrecoverableError('corrupt_media: Cut off.');
  });
  try {
    for (const videoId of videoIds) {
      await waitFor(async () => (await owner.api.videoStatus(videoId)).status === 'failed');
      await waitFor(async () => (await origin.jobs.getJob(transcodeJobIds.prepare(videoId)))?.isFailed());
    }
  } finally {
    await worker.close();
    redis.disconnect();
  }
  return videoIds;
}

describe('admin jobs', () => {
  test('lists, shows, retries and drops what failed', async () => {
    const [first = '', second = '', third = ''] = await failedVideos(3);
    const list = await admin(['list']);
    expect(list.code).toBe(0);
    expect(list.events).toContainEqual(
      expect.objectContaining({ event: 'queue', queue: 'transcode', waiting: 0, failed: 3 }),
    );
    expect(list.jobs.map((job) => job.video_id).sort()).toEqual([first, second, third].sort());
    expect(jobOfVideo(list.jobs, first)).toMatchObject({
      stage: 'prepare',
      state: 'failed',
      attempts: 1,
      reason: 'corrupt_media: Cut off.',
    });
    expect(jobOfVideo(list.jobs, first)?.age_sec).toBeLessThan(60);

    const show = await admin(['show', first]);
    expect(show.jobs).toHaveLength(1);
    expect(show.jobs[0]?.log).toContain('[error] moov atom not found');

    expect(await admin(['retry', first])).toMatchObject({ code: 0 });
    expect(await owner.api.videoStatus(first)).toMatchObject({ status: 'processing', progress: 0 });
    await waitFor(async () => (await origin.jobs.getJobState(transcodeJobIds.prepare(first))) === 'prioritized');

    expect(await admin(['drop', second])).toMatchObject({ code: 0 });
    expect((await owner.api.videoStatus(second)).error?.code).toBe('corrupt_media');
    expect((await admin(['list'])).jobs.map((job) => job.video_id)).toEqual([third]);

    expect(await admin(['retry', '--all'])).toMatchObject({ code: 0 });
    expect((await owner.api.videoStatus(third)).status).toBe('processing');
    expect((await admin(['list'])).jobs).toEqual([]);
  }, 60_000);

  test('blames the part that failed, not what waited for it', async () => {
    const videoId = 'chunkyvideo';
    const redis = connectRedis(origin.redisUrl, { forBullmq: true });
    const flows = new FlowProducer({ connection: redis });
    const part = { data: { video_id: videoId }, opts: { failParentOnFailure: true } };
    await flows.add({
      ...{ name: transcodeJobNames.finish, queueName: transcodeQueue, data: part.data },
      children: [{ ...part, name: transcodeJobNames.chunk, queueName: transcodeChunksQueue }],
    });
    const workers = [transcodeQueue, transcodeChunksQueue].map((queue) =>
      createWorker(queue, redis, async () => {
        throw new UnrecoverableError('the disk is on fire');
      }),
    );
    try {
      await waitFor(async () => (await admin(['list'])).jobs.find((job) => job.stage === 'chunk'));
      const failed = async () => (await origin.jobs.getFailed()).find((job) => job.name === transcodeJobNames.finish);
      const finish = await waitFor(failed);
      const { jobs } = await admin(['list']);
      expect(jobs.filter((job) => job.video_id === videoId)).toEqual([
        expect.objectContaining({ stage: 'chunk', reason: 'the disk is on fire' }),
      ]);
      await finish.remove({ removeChildren: true });
    } finally {
      await Promise.all(workers.map((worker) => worker.close()));
      await flows.close();
      redis.disconnect();
    }
  }, 60_000);

  test('says why a video cannot be retried, goes on with the next, and fails', async () => {
    const [failed = ''] = await failedVideos(1);
    const { code, events } = await admin(['retry', 'nosuchvideo', failed]);
    expect(code).toBe(1);
    expect(events).toEqual([
      { event: 'error', code: 'not_found', message: 'nosuchvideo: there is no such video' },
      { event: 'changed', change: 'retry', video_id: failed },
    ]);
  }, 60_000);

  test('fails with a reason when something is missing', async () => {
    expect(await admin(['show', 'nosuchvideo'])).toMatchObject({ code: 1, error: { code: 'job_not_found' } });
    expect(await admin(['fly'])).toMatchObject({ code: 2, error: { code: 'usage' } });
    expect(await admin(['retry'])).toMatchObject({ code: 2, error: { code: 'usage' } });
    expect(await admin(['list'], { KINORA_DATA: '/tmp/kinora-nowhere' })).toMatchObject({
      code: 1,
      error: { code: 'not_running' },
    });
    const { KINORA_REDIS_URL } = settings();
    expect(await admin(['retry', 'nosuchvideo'], { KINORA_REDIS_URL })).toMatchObject({
      error: { code: 'invalid_configuration', message: expect.stringContaining('KINORA_ORIGIN_URL') },
    });
    const away = `redis://127.0.0.1:${await freePort()}`;
    expect(await admin(['list'], { KINORA_REDIS_URL: away })).toMatchObject({ error: { code: 'redis_unreachable' } });
  }, 60_000);

  test('speaks to people in columns', async () => {
    const [failed = ''] = await failedVideos(1);
    const text = await runForPeople(['admin', 'jobs', 'list']);
    expect(text).toMatch(/^queue +waiting +active/);
    expect(text).toMatch(new RegExp(`^${failed} +prepare +1 +\\d+ s +corrupt_media: Cut off\\.`, 'm'));
  }, 60_000);
});

async function runForPeople(args: string[]): Promise<string> {
  const child = Bun.spawn([process.execPath, '--no-env-file', `${import.meta.dir}/../main.ts`, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', ...settings() },
    stdout: 'pipe',
  });
  const text = await new Response(child.stdout).text();
  expect(await child.exited).toBe(0);
  return text;
}
