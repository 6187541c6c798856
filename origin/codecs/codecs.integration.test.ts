import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { UnrecoverableError } from 'bullmq';
import { createQueue, createWorker } from '../../platform/queue.ts';
import { connectRedis, type Redis } from '../../platform/redis.ts';
import {
  type AddCodecJob,
  addCodecJobSchema,
  BACKGROUND_PRIORITY,
  type PublishedResult,
  repackageJobSchema,
  type TranscodeResult,
  transcodeChunksQueue,
} from '../../shared/contracts/transcode.ts';
import type { VideoCodec } from '../../shared/media/video-codecs.ts';
import { waitFor } from '../../testkit/services.ts';
import { publishedResult } from '../testing/published-result.ts';
import { startTestOrigin, type TestOrigin, type TestUser, uploadWholeVideo } from '../testing/test-origin.ts';

let origin: TestOrigin;
let owner: TestUser;
let redis: Redis;
let chunks: ReturnType<typeof createQueue<AddCodecJob>>;
beforeAll(async () => {
  origin = await startTestOrigin();
  owner = await origin.signUp();
  redis = connectRedis(origin.redisUrl, { forBullmq: true });
  chunks = createQueue<AddCodecJob>(transcodeChunksQueue, redis);
});
afterAll(async () => {
  await chunks.close();
  redis.disconnect();
  await origin.stop();
});

const both: VideoCodec[] = ['h264', 'av1'];

async function send(result: TranscodeResult): Promise<void> {
  const job = await origin.results.add('result', result);
  await waitFor(async () => (await job.getState()) === 'completed', { what: `${result.kind} to be applied` });
}

const withAv1 = (videoId: string, generation: string): PublishedResult => {
  const set = publishedResult('ready', videoId, generation);
  const av1 = set.renditions.map((rung) => ({ ...rung, name: `${rung.name}-av1`, codec: 'av1' as const }));
  return { ...set, renditions: [...set.renditions, ...av1] };
};

async function codecJobs(videoId: string) {
  const all = await chunks.getJobs(['prioritized', 'completed', 'failed', 'active']);
  return all.filter((job) => addCodecJobSchema.safeParse(job.data).data?.video_id === videoId);
}
const firstCodecJob = (videoId: string) => waitFor(async () => (await codecJobs(videoId))[0]);

/** What the packagings that were asked for are to hold beside H.264, in their order. */
async function repackagings(videoId: string) {
  const all = await origin.jobs.getJobs();
  const jobs = all.flatMap(({ data }) => repackageJobSchema.safeParse(data).data ?? []);
  return jobs.filter((job) => job.video_id === videoId).map(({ generation, codecs }) => [generation, codecs]);
}
/** Everything in the outbox is in Redis: what is not there now was not asked for. */
async function settled(): Promise<void> {
  const marker = await uploadWholeVideo(owner);
  await waitFor(() => origin.jobs.getJob(`transcode-${marker}`));
}

async function readyVideo(codecs?: VideoCodec[]): Promise<string> {
  const videoId = await uploadWholeVideo(owner);
  if (codecs) await owner.api.updateVideo(videoId, { codecs });
  await send(publishedResult('ready', videoId, 'g1'));
  return videoId;
}

describe('a video that is to be offered in AV1', () => {
  test('is published in H.264 first; then AV1 is made in the background, and packaged', async () => {
    const videoId = await uploadWholeVideo(owner);
    await owner.api.updateVideo(videoId, { codecs: both });
    await send(publishedResult('playable', videoId, 'g0'));
    await settled();
    expect(await codecJobs(videoId)).toEqual([]);

    await send(publishedResult('ready', videoId, 'g1'));
    expect(await owner.api.videoStatus(videoId)).toMatchObject({ status: 'ready', progress: 100 });
    const job = await firstCodecJob(videoId);
    expect(job.opts.priority).toBe(BACKGROUND_PRIORITY);
    expect(job.data).toMatchObject({ codec: 'av1', generation: 'g1', duration_sec: 20.5, original_size_bytes: 100 });
    expect(await repackagings(videoId)).toEqual([]);

    await send({ kind: 'codec_made', video_id: videoId, codec: 'av1' });
    await waitFor(async () => (await repackagings(videoId)).length > 0);
    expect(await repackagings(videoId)).toEqual([['g1', ['av1']]]);
    await send(withAv1(videoId, 'g2'));
    await settled();
    expect(await repackagings(videoId)).toHaveLength(1);
    expect(await codecJobs(videoId)).toHaveLength(1);
    const report = await owner.api.videoStatus(videoId);
    expect(report.renditions.map(({ name, codec }) => [name, codec])).toEqual([
      ['360p', 'h264'],
      ['360p-av1', 'av1'],
      ['720p', 'h264'],
      ['720p-av1', 'av1'],
    ]);
  });

  test('gets it back when a packaging that was asked for before knew nothing of it', async () => {
    const videoId = await readyVideo(both);
    await send({ kind: 'codec_made', video_id: videoId, codec: 'av1' });
    await send(withAv1(videoId, 'g2'));
    await send(publishedResult('ready', videoId, 'g3'));
    await waitFor(async () => (await repackagings(videoId)).length === 2);
    expect((await repackagings(videoId)).toSorted()).toEqual([
      ['g1', ['av1']],
      ['g3', ['av1']],
    ]);
  });

  test('loses it when it is no longer asked for, and has it again without another encoding', async () => {
    const videoId = await readyVideo(both);
    await send({ kind: 'codec_made', video_id: videoId, codec: 'av1' });
    await send(withAv1(videoId, 'g2'));
    expect(await owner.api.updateVideo(videoId, { codecs: ['h264'] })).toMatchObject({ codecs: ['h264'] });
    await waitFor(async () => (await repackagings(videoId)).some(([from]) => from === 'g2'));
    await send(publishedResult('ready', videoId, 'g3'));
    await owner.api.updateVideo(videoId, { codecs: both });
    await waitFor(async () => (await repackagings(videoId)).some(([from]) => from === 'g3'));
    expect((await repackagings(videoId)).toSorted()).toEqual([
      ['g1', ['av1']],
      ['g2', []],
      ['g3', ['av1']],
    ]);
    expect(await codecJobs(videoId)).toHaveLength(1);
  });
});

test('a ready video gets AV1 when its owner asks for it, once', async () => {
  const videoId = await readyVideo();
  await settled();
  expect(await codecJobs(videoId)).toEqual([]);
  expect(await owner.api.updateVideo(videoId, { codecs: both })).toMatchObject({ codecs: both });
  await owner.api.updateVideo(videoId, { codecs: both, title: 'again' });
  await firstCodecJob(videoId);
  await settled();
  expect(await codecJobs(videoId)).toHaveLength(1);
});

test('a channel decides for its videos that do not say otherwise', async () => {
  const user = await origin.signUp();
  const [theirs, own] = [await uploadWholeVideo(user), await uploadWholeVideo(user)];
  const { channel } = await user.api.video(theirs);
  const body = { codecs: both };
  const changed = await origin.request('PATCH', `/channels/${channel.channel_id}`, { token: user.token, body });
  expect(changed.status).toBe(200);
  await user.api.updateVideo(own, { codecs: ['h264'] });
  for (const videoId of [own, theirs]) await send(publishedResult('ready', videoId, 'g1'));
  await firstCodecJob(theirs);
  expect(await codecJobs(own)).toEqual([]);
  expect(await user.api.video(theirs)).toMatchObject({ codecs: both });
});

test('a failure leaves the video as it is, and the owner can ask again', async () => {
  const videoId = await readyVideo(both);
  await firstCodecJob(videoId);
  await send({ kind: 'codec_failed', video_id: videoId, codec: 'av1', message: 'no' });
  expect(await owner.api.videoStatus(videoId)).toMatchObject({ status: 'ready', playable: true });
  await owner.api.updateVideo(videoId, { title: 'other' });
  await settled();
  expect(await codecJobs(videoId)).toHaveLength(1);
  await owner.api.updateVideo(videoId, { codecs: both });
  await waitFor(async () => (await codecJobs(videoId)).length === 2);
});

test.each([
  ['without H.264', ['av1']],
  ['twice the same', ['h264', 'h264']],
  ['unknown', ['h264', 'vp9']],
])('a list of codecs %s is refused', async (_, codecs) => {
  const answer = await origin.request('PATCH', `/videos/${await readyVideo()}`, {
    token: owner.token,
    body: { codecs },
  });
  expect(answer.status).toBe(400);
});

test('at its start origin queues again what Redis has lost, and gives up what failed for good', async () => {
  const [lost, doomed] = [await readyVideo(both), await readyVideo(both)];
  const job = await firstCodecJob(lost);
  const doomedJob = await firstCodecJob(doomed);
  await job.remove();
  const blocking = connectRedis(origin.redisUrl, { forBullmq: true });
  const worker = createWorker(transcodeChunksQueue, blocking, async ({ id }) => {
    if (id === doomedJob.id) throw new UnrecoverableError('out of memory');
  });
  try {
    await waitFor(async () => (await doomedJob.getState()) === 'failed');
  } finally {
    await worker.close();
    blocking.disconnect();
  }
  await origin.restart();
  const again = await firstCodecJob(lost);
  expect(again.id).not.toBe(job.id);
  // Asking again changes nothing until the failure is written down.
  await waitFor(async () => {
    await owner.api.updateVideo(doomed, { codecs: both });
    return (await codecJobs(doomed)).length === 2;
  });
});
