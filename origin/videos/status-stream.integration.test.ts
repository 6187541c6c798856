import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connectRedis, type Redis } from '../../platform/redis.ts';
import { type VideoStatusReport, videoStatusReportSchema } from '../../shared/contracts/videos.ts';
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
let redis: Redis;
beforeAll(async () => {
  origin = await startTestOrigin();
  owner = await origin.signUp();
  redis = connectRedis(origin.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await origin.stop();
});

const open = (videoId: string, token?: string) =>
  origin.request('GET', `/videos/${videoId}/status/stream`, token === undefined ? {} : { token });

/** Reads the events of a stream as they come. */
function follow(response: Response) {
  const reports: VideoStatusReport[] = [];
  const state = { isOver: false };
  void (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^event: status\ndata: (.*)$/.exec(event)?.[1];
        if (data !== undefined) reports.push(videoStatusReportSchema.parse(JSON.parse(data)));
      }
    }
  })()
    .catch(() => {})
    .finally(() => {
      state.isOver = true;
    });
  return { reports, state };
}

test('tells the status at once, then every change, and ends when the video is ready', async () => {
  const videoId = await uploadWholeVideo(owner);
  const response = await open(videoId, owner.token);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('cache-control')).toContain('no-transform');
  const { reports, state } = follow(response);
  await waitFor(() => reports.length === 1);
  expect(reports[0]).toMatchObject({ status: 'processing', progress: 0, stage: 'queued' });

  await reportProgress(origin, redis, videoId, { parts: { probe: 1, first_rung: 1, 'chunk:0': 0.4 } });
  await waitFor(() => reports.length === 2);
  expect(reports[1]).toEqual(await owner.api.videoStatus(videoId));
  await origin.results.add('result', publishedResult('ready', videoId, 'g1'));
  await waitFor(() => state.isOver);
  expect(reports.at(-1)).toMatchObject({ status: 'ready', progress: 100, playable: true });
  expect(reports.map(({ progress }) => progress)).toEqual([0, 40, 100]);

  const again = follow(await open(videoId, owner.token));
  await waitFor(() => again.state.isOver);
  expect(again.reports).toHaveLength(1);
});

test('is as hidden as the video', async () => {
  const videoId = await uploadWholeVideo(owner);
  expect(await outcomeOf(await open(videoId))).toBe('404 not_found');
  expect(await outcomeOf(await open(videoId, 'nonsense'))).toBe('401 token_invalid');
});

test('does not keep origin from stopping', async () => {
  const videoId = await uploadWholeVideo(owner);
  const { reports, state } = follow(await open(videoId, owner.token));
  await waitFor(() => reports.length === 1);
  const started = performance.now();
  await origin.restart();
  expect(performance.now() - started).toBeLessThan(5_000);
  await waitFor(() => state.isOver);
});
