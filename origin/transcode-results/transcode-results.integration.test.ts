import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { UnrecoverableError } from 'bullmq';
import { createWorker } from '../../platform/queue.ts';
import { connectRedis } from '../../platform/redis.ts';
import { type TranscodeResult, transcodeQueue } from '../../shared/contracts/transcode.ts';
import { waitFor } from '../../testkit/services.ts';
import { publishedResult } from '../testing/published-result.ts';
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
beforeAll(async () => {
  origin = await startTestOrigin();
  owner = await origin.signUp();
});
afterAll(() => origin.stop());

/** Sends results like the transcoder does and waits until origin has taken them. */
async function send(...results: TranscodeResult[]): Promise<void> {
  for (const result of results) {
    const job = await origin.results.add('result', result);
    await waitFor(async () => (await job.getState()) === 'completed', { what: `${result.kind} to be applied` });
  }
}
const seenBy = async (token: string | undefined, videoId: string) =>
  outcomeOf(await origin.request('GET', `/videos/${videoId}`, token === undefined ? {} : { token }));

describe('results of the transcoder', () => {
  test('publish a video: first rung, then everything; repeated and late ones change nothing', async () => {
    const videoId = await uploadWholeVideo(owner);
    expect(await seenBy(undefined, videoId)).toBe('404 not_found');

    await send(publishedResult('playable', videoId, 'g2'));
    expect(await owner.api.videoStatus(videoId)).toMatchObject({ status: 'processing', playable: true });
    expect((await owner.api.videoStatus(videoId)).renditions.map((r) => r.name)).toEqual(['360p']);
    expect(await seenBy(undefined, videoId)).toBe('200');

    await send(publishedResult('ready', videoId, 'g2'));
    const report = await owner.api.videoStatus(videoId);
    expect(report).toMatchObject({ status: 'ready', progress: 100, playable: true, stage: null });
    expect(report.renditions.map((r) => r.name)).toEqual(['360p', '720p']);
    const video = await owner.api.video(videoId);
    expect(video).toMatchObject({ duration_sec: 20.5, width: 1280, height: 720, status: 'ready' });

    await send(
      publishedResult('playable', videoId, 'g2'),
      publishedResult('ready', videoId, 'g1'),
      publishedResult('ready', videoId, 'g2'),
      { kind: 'failed', video_id: videoId, code: 'corrupt_media', message: 'late' },
    );
    expect(await owner.api.videoStatus(videoId)).toEqual(report);
    expect(await owner.api.video(videoId)).toEqual(video);
  });

  test('fail a video with a code and plain words', async () => {
    const videoId = await uploadWholeVideo(owner);
    await send({ kind: 'failed', video_id: videoId, code: 'unsupported_media', message: 'This is no video.' });
    expect(await owner.api.videoStatus(videoId)).toMatchObject({
      status: 'failed',
      playable: false,
      error: { code: 'unsupported_media', message: 'This is no video.' },
    });
  });

  test('of a video that does not exist are taken and dropped', async () => {
    await send(publishedResult('ready', 'nosuchvideo', 'g1'));
  });

  test('that arrive while origin is down are applied at its start', async () => {
    const videoId = await uploadWholeVideo(owner);
    await origin.results.pause();
    const job = await origin.results.add('result', publishedResult('ready', videoId, 'g1'));
    await Promise.all([origin.restart(), origin.results.resume()]);
    await waitFor(async () => (await job.getState()) === 'completed');
    expect((await owner.api.videoStatus(videoId)).status).toBe('ready');
  });
});

describe('at its start', () => {
  test('origin queues jobs again that Redis has lost', async () => {
    const videoId = await uploadWholeVideo(owner);
    await waitFor(() => origin.jobs.getJob(`transcode-${videoId}`));
    await origin.jobs.obliterate({ force: true });
    await origin.restart();
    const job = await waitFor(() => origin.jobs.getJob(`transcode-${videoId}`));
    expect(job.data).toMatchObject({ video_id: videoId, original_size_bytes: 100 });
  });

  test('origin fails the video of a job that failed for good, and does the job again that left no result', async () => {
    const [doomed, lost] = [await uploadWholeVideo(owner), await uploadWholeVideo(owner)];
    const redis = connectRedis(origin.redisUrl, { forBullmq: true });
    const worker = createWorker(transcodeQueue, redis, async (job) => {
      if (job.id === `transcode-${doomed}`) throw new UnrecoverableError('out of memory');
    });
    const stateOf = async (videoId: string) => (await origin.jobs.getJob(`transcode-${videoId}`))?.getState();
    try {
      await waitFor(async () => (await stateOf(doomed)) === 'failed' && (await stateOf(lost)) === 'completed');
    } finally {
      await worker.close();
      redis.disconnect();
    }
    await origin.restart();
    await waitFor(async () => (await owner.api.videoStatus(doomed)).status === 'failed');
    expect((await owner.api.videoStatus(doomed)).error?.code).toBe('processing_failed');
    await waitFor(async () => (await stateOf(lost)) === 'prioritized');
    expect((await owner.api.videoStatus(lost)).status).toBe('processing');
  });
});

test('progress is the live one and never falls, whatever a second attempt reports', async () => {
  const videoId = await uploadWholeVideo(owner);
  const redis = connectRedis(origin.redisUrl);
  try {
    expect(await owner.api.videoStatus(videoId)).toMatchObject({ progress: 0, stage: 'queued' });
    const ladder = { probe: 1, first_rung: 1, 'chunk:0': 0.629 };
    await reportProgress(origin, redis, videoId, { parts: ladder, elapsedMs: 20_000 });
    expect(await owner.api.videoStatus(videoId)).toMatchObject({
      progress: 62,
      stage: 'ladder',
      estimated_seconds_remaining: 12,
      details: { stages: { first_rung: 100, ladder: 62.9 }, renditions: { '360p': 100, '720p': 62.9 } },
    });
    await reportProgress(origin, redis, videoId, { parts: { probe: 0.5 }, encode: 'lx2' });
    expect(await owner.api.videoStatus(videoId)).toMatchObject({ progress: 62, stage: 'probe' });
    const end = { probe: 1, first_rung: 1, 'chunk:0': 1, package: 1, publish: 1 };
    await reportProgress(origin, redis, videoId, { parts: end, encode: 'lx2' });
    expect(await owner.api.videoStatus(videoId)).toMatchObject({ progress: 99, stage: 'publish' });
  } finally {
    redis.disconnect();
  }
});
