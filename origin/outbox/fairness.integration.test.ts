import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createWorker } from '../../platform/queue.ts';
import { connectRedis } from '../../platform/redis.ts';
import { type TranscodeJob, transcodeQueue } from '../../shared/contracts/transcode.ts';
import { waitFor } from '../../testkit/services.ts';
import { startTestOrigin, type TestOrigin, uploadWholeVideo } from '../testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
});
afterAll(() => origin.stop());

const isQueued = (videoId: string) => waitFor(() => origin.jobs.getJob(`transcode-${videoId}`));

test('one clip of one creator does not wait behind the fifty of another', async () => {
  const [busy, other] = await Promise.all([origin.signUp(), origin.signUp()]);
  const many: string[] = [];
  for (let count = 0; count < 50; count += 1) many.push(await uploadWholeVideo(busy));
  for (const videoId of many) await isQueued(videoId);

  const redis = connectRedis(origin.redisUrl, { forBullmq: true });
  const taken: TranscodeJob[] = [];
  let finishFirst = () => {};
  const first = new Promise<void>((resolve) => {
    finishFirst = resolve;
  });
  const worker = createWorker<TranscodeJob>(transcodeQueue, redis, async (job) => {
    taken.push(job.data);
    await first;
  });
  try {
    await waitFor(() => taken.length === 1);
    const clip = await uploadWholeVideo(other);
    await isQueued(clip);
    finishFirst();
    await waitFor(() => taken.length === 51);
    const order = taken.map((job) => job.video_id);
    expect(order.indexOf(clip)).toBe(1);
    expect(order.filter((videoId) => videoId !== clip)).toEqual(many);
    // What the children of these jobs inherit.
    expect(taken[1]?.priority).toBe(1);
    expect(taken.at(-1)?.priority).toBe(50);
  } finally {
    await worker.close();
    redis.disconnect();
  }
}, 60_000);
