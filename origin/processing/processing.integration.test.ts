import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { FlowProducer, UnrecoverableError } from 'bullmq';
import { createQueue, createWorker } from '../../platform/queue.ts';
import { connectRedis, type Redis } from '../../platform/redis.ts';
import {
  transcodeChunksQueue,
  transcodeJobIds,
  transcodeJobNames,
  transcodeQueue,
} from '../../shared/contracts/transcode.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { waitFor } from '../../testkit/services.ts';
import { reportProgress } from '../testing/report-progress.ts';
import {
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';

let origin: TestOrigin;
let owner: TestUser;
let redis: Redis;
beforeAll(async () => {
  origin = await startTestOrigin();
  owner = await origin.signUp();
  redis = connectRedis(origin.redisUrl, { forBullmq: true });
});
afterAll(async () => {
  redis.disconnect();
  await origin.stop();
});

const internal = async (method: string, path: string, key = origin.config.KINORA_INTERNAL_KEY) =>
  outcomeOf(await fetch(`${origin.url}/internal/videos/${path}`, { method, headers: { [internalHeaders.key]: key } }));
const jobOf = (videoId: string) => origin.jobs.getJob(transcodeJobIds.prepare(videoId));
const statusOf = (videoId: string) => owner.api.videoStatus(videoId);

/** A video whose job failed for good and said why, as the transcoder does it. */
async function failedVideo(): Promise<string> {
  const videoId = await uploadWholeVideo(owner);
  await waitFor(() => jobOf(videoId));
  const worker = createWorker<{ video_id: string }>(transcodeQueue, redis, async (job) => {
    const result = { kind: 'failed', video_id: job.data.video_id, code: 'corrupt_media', message: 'Cut off.' } as const;
    await reportProgress(origin, redis, result.video_id, { parts: { probe: 1, first_rung: 1, 'chunk:0': 0.6 } });
    await origin.results.add('failed', result);
    throw new UnrecoverableError('corrupt_media: Cut off.');
  });
  try {
    await waitFor(async () => (await statusOf(videoId)).status === 'failed');
    await waitFor(async () => (await jobOf(videoId))?.isFailed());
    await waitFor(async () => (await origin.results.getJobCountByTypes('waiting', 'active')) === 0);
  } finally {
    await worker.close();
  }
  return videoId;
}

describe('retrying a failed video', () => {
  test('queues it anew and takes the failure back', async () => {
    const videoId = await failedVideo();
    expect(await internal('POST', `${videoId}/retry`)).toBe('202');
    const report = await statusOf(videoId);
    expect(report).toMatchObject({ status: 'processing', progress: 0 });
    expect(report.error).toBeUndefined();
    const job = await waitFor(async () => ((await (await jobOf(videoId))?.isFailed()) ? null : jobOf(videoId)));
    expect(job.attemptsMade).toBe(0);
    expect(await internal('POST', `${videoId}/retry`)).toBe('409 conflict');
    expect(await internal('DELETE', `${videoId}/jobs`)).toBe('409 conflict');
  });

  test('leaves nothing of an earlier attempt in the queues', async () => {
    const videoId = await uploadWholeVideo(owner);
    const prepare = await waitFor(() => jobOf(videoId));
    await prepare.updateData({ ...prepare.data, encode: 'lx1' });
    const flows = new FlowProducer({ connection: redis });
    const data = { video_id: videoId };
    await flows.add({
      name: transcodeJobNames.finish,
      queueName: transcodeQueue,
      data,
      opts: { jobId: transcodeJobIds.finish(videoId, 'lx1') },
      children: [0, 1].map((index) => ({
        name: transcodeJobNames.chunk,
        queueName: transcodeChunksQueue,
        data,
        opts: { jobId: transcodeJobIds.chunk(videoId, 'lx1', index), failParentOnFailure: true },
      })),
    });
    const chunks = createQueue(transcodeChunksQueue, redis);
    const notice = Promise.withResolvers<void>();
    const failOne = async (job: { id?: string | undefined }) => {
      if (job.id === transcodeJobIds.chunk(videoId, 'lx1', 1)) throw new UnrecoverableError('no such luck');
      await notice.promise;
    };
    const workers = [
      createWorker(transcodeQueue, redis, async () => {}),
      createWorker(transcodeChunksQueue, redis, failOne, { concurrency: 2 }),
    ];
    const finish = () => origin.jobs.getJob(transcodeJobIds.finish(videoId, 'lx1'));
    try {
      await waitFor(async () => (await (await jobOf(videoId))?.isCompleted()) && (await (await finish())?.isFailed()));
      // The other chunk has not noticed yet that all is over.
      expect(await internal('POST', `${videoId}/retry`)).toBe('409 conflict');
      expect((await statusOf(videoId)).status).toBe('processing');
    } finally {
      notice.resolve();
      await Promise.all(workers.map((worker) => worker.close()));
    }
    expect(await internal('POST', `${videoId}/retry`)).toBe('202');
    expect(await finish()).toBeUndefined();
    expect(await chunks.getJobCountByTypes('failed', 'completed', 'waiting')).toBe(0);
    const again = await waitFor(() => jobOf(videoId));
    expect(again.data.encode).toBeUndefined();
    await chunks.close();
    await flows.close();
  });

  test('is refused where there is nothing to retry', async () => {
    const waiting = await uploadWholeVideo(owner);
    expect(await internal('POST', `${waiting}/retry`)).toBe('409 conflict');
    expect(await internal('POST', 'nosuchvideo/retry')).toBe('404 not_found');
    expect(await internal('POST', 'short/retry')).toBe('404 not_found');
    expect(await internal('POST', `${waiting}/retry`, 'guess')).toBe('404 not_found');
  });
});

describe('dropping', () => {
  test('removes the job; the video stays failed, with its reason', async () => {
    const videoId = await failedVideo();
    expect(await internal('DELETE', `${videoId}/jobs`)).toBe('204');
    expect(await jobOf(videoId)).toBeUndefined();
    expect(await statusOf(videoId)).toMatchObject({ status: 'failed', error: { code: 'corrupt_media' } });
    await origin.restart();
    expect(await jobOf(videoId)).toBeUndefined();
    expect(await internal('POST', `${videoId}/retry`)).toBe('202');
  });

  test('of a job whose video is gone leaves nothing', async () => {
    const orphan = await origin.jobs.add(
      'prepare',
      { video_id: 'orphanvideo', original_key: 'x', original_size_bytes: 1 },
      { jobId: 'transcode-orphanvideo' },
    );
    expect(await internal('DELETE', 'orphanvideo/jobs')).toBe('409 conflict');
    const worker = createWorker(transcodeQueue, redis, async () => {
      throw new UnrecoverableError('no');
    });
    await waitFor(() => orphan.isFailed());
    await worker.close();
    expect(await internal('DELETE', 'orphanvideo/jobs')).toBe('204');
    expect(await origin.jobs.getJob('transcode-orphanvideo')).toBeUndefined();
  });
});
