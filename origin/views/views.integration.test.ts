import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { ViewEvent } from '../../shared/contracts/playback.ts';
import { newId } from '../../shared/ids.ts';
import { viewSessions } from '../../shared/schema/index.ts';
import { publishedResult } from '../testing/published-result.ts';
import {
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';
import { createTranscodeResultStore } from '../transcode-results/store.ts';
import { createVideoStore } from '../videos/store.ts';
import { recordView } from './record-view.ts';
import { createViewStore } from './store.ts';

let origin: TestOrigin;
let owner: TestUser;
let videoId: string;
beforeAll(async () => {
  origin = await startTestOrigin();
  owner = await origin.signUp();
});
afterAll(() => origin.stop());

async function freshVideo(): Promise<void> {
  videoId = await uploadWholeVideo(owner);
  await createTranscodeResultStore(origin.db).applyResult(publishedResult('ready', videoId, 'g1'), new Date());
}
const event = (more: Partial<ViewEvent> = {}): ViewEvent => ({
  ...{ video_id: videoId, session_id: newId(), event: 'start', position_sec: 0, client_ts: new Date().toISOString() },
  ...more,
});
const post = async (body: unknown) => outcomeOf(await origin.request('POST', '/views', { body }));
const viewCount = async () => (await owner.api.video(videoId)).view_count;

test('twenty starts of one session at once count once, of other sessions each', async () => {
  await freshVideo();
  const one = event();
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => post(one)));
  expect(new Set(outcomes)).toEqual(new Set(['202']));
  expect(await viewCount()).toBe(1);
  await Promise.all(Array.from({ length: 10 }, () => post(event())));
  expect(await viewCount()).toBe(11);
});

test('heartbeats and completions are taken and count nothing', async () => {
  await freshVideo();
  expect(await post(event({ event: 'heartbeat' }))).toBe('202');
  expect(await post(event({ event: 'complete' }))).toBe('202');
  expect(await viewCount()).toBe(0);
});

test('a session counts again on the next UTC day, by the clock of the server', async () => {
  await freshVideo();
  const start = event({ client_ts: '2020-01-01T00:00:00Z' });
  for (const now of ['2026-05-01T23:59:59Z', '2026-05-01T00:00:00Z', '2026-05-02T00:00:00Z']) {
    const clock = () => new Date(now);
    const deps = { videos: { store: createVideoStore(origin.db), clock }, views: createViewStore(origin.db), clock };
    await recordView(deps, null, start);
  }
  expect(await viewCount()).toBe(2);
  const days = (await origin.db.select().from(viewSessions)).filter((row) => row.videoId === videoId);
  expect(days.map((row) => row.day).sort()).toEqual(['2026-05-01', '2026-05-02']);
});

test('views of videos nobody may see are refused', async () => {
  await freshVideo();
  await owner.api.updateVideo(videoId, { visibility: 'private' });
  expect(await post(event())).toBe('404 not_found');
  expect(await post(event({ video_id: 'nosuchvideo' }))).toBe('404 not_found');
  expect(await post(event({ session_id: 'x' }))).toBe('400 validation_failed');
});
