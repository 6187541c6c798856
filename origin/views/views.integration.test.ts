import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq, sql } from 'drizzle-orm';
import type { ViewDays } from '../../shared/contracts/views.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { newId } from '../../shared/ids.ts';
import { videoDays, videos, viewSessions } from '../../shared/schema/index.ts';
import { publishedResult } from '../testing/published-result.ts';
import {
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';
import { createTranscodeResultStore } from '../transcode-results/store.ts';
import { createViewStore } from './store.ts';
import { noonMs, takenView, watching } from './testing/taken-view.ts';

let origin: TestOrigin;
let owner: TestUser;
let videoId: string;
beforeAll(async () => {
  origin = await startTestOrigin({
    ...{ KINORA_VIEW_MIN_WATCH_SEC: '10', KINORA_VIEWS_PER_ADDRESS: '4', KINORA_VIEWS_PER_ACCOUNT: '2' },
  });
  owner = await origin.signUp();
});
afterAll(() => origin?.stop());

/** A minute long. */
async function freshVideo(): Promise<void> {
  videoId = await uploadWholeVideo(owner);
  await createTranscodeResultStore(origin.db).applyResult(publishedResult('ready', videoId, 'g1'), new Date());
  await origin.db.update(videos).set({ durationSec: 60 }).where(eq(videos.id, videoId));
}

async function send(events: unknown[], key = origin.config.KINORA_INTERNAL_KEY): Promise<number> {
  const response = await fetch(`${origin.url}/internal/views`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [internalHeaders.key]: key },
    body: JSON.stringify({ events, dropped: 0 }),
  });
  return response.status;
}
const viewCount = async () => (await owner.api.video(videoId)).view_count;
const dayRows = () => origin.db.select().from(videoDays).where(eq(videoDays.videoId, videoId));

test('each session counts once, in one batch or several, also when batches come twice and at once', async () => {
  await freshVideo();
  const batch = Array.from({ length: 11 }, () => watching(videoId, 30)).flat();
  const statuses = await Promise.all([
    send(batch),
    send([...batch, ...batch.slice(0, 4)]),
    send(batch.slice(0, 4)),
    send(batch.toReversed()),
  ]);
  expect(new Set(statuses)).toEqual(new Set([204]));
  expect(await viewCount()).toBe(11);
  expect(await dayRows()).toMatchObject([{ viewCount: 11, watchedMs: 11 * 30_000, completeCount: 0 }]);
});

test('sessions from one source add as many views as the configuration allows', async () => {
  await freshVideo();
  const from = (address_tag: string, account_tag: string | null) =>
    Array.from({ length: 6 }, () => watching(videoId, 30, { address_tag, account_tag })).flat();
  expect(await send([...from(`1${videoId}`, null), ...from(`2${videoId}`, `3${videoId}`)])).toBe(204);
  expect(await viewCount()).toBe(4 + 2);
});

test('a start alone, or one that was not watched for long, is no view, and becomes one when it goes on', async () => {
  await freshVideo();
  const whole = watching(videoId, 40);
  expect(await send(whole.slice(0, 1))).toBe(204);
  expect(await viewCount()).toBe(0);
  expect(await dayRows()).toEqual([]);
  await send(watching(videoId, 9));
  expect(await viewCount()).toBe(0);
  await send(whole.slice(1));
  expect(await viewCount()).toBe(1);
  expect(await dayRows()).toMatchObject([{ viewCount: 1, watchedMs: 49_000 }]);
});

test('watch time is never more than the time that passed, and a position that cannot be is no report', async () => {
  await freshVideo();
  const session_id = newId();
  const at = (atSec: number, position_sec: number) =>
    takenView(videoId, {
      session_id,
      event: 'heartbeat',
      position_sec,
      received_at_ms: noonMs + atSec * 1000,
    });
  await send([at(0, 0), at(1, 59), at(20, 9_999)]);
  expect(await dayRows()).toMatchObject([{ viewCount: 0, watchedMs: 1_000 }]);
});

test('the end of a video is counted once for a session', async () => {
  await freshVideo();
  const events = watching(videoId, 60);
  const end = { ...takenView(videoId), session_id: events[0]?.session_id ?? '', event: 'complete' as const };
  await send([...events, { ...end, position_sec: 60, received_at_ms: noonMs + 1 }]);
  await send([{ ...end, position_sec: 60, received_at_ms: noonMs + 2 }]);
  expect(await dayRows()).toMatchObject([{ viewCount: 1, watchedMs: 60_000, completeCount: 1 }]);
});

test('a session counts again on the next UTC day, by the time the edge took it', async () => {
  await freshVideo();
  const session_id = newId();
  const midnightMs = noonMs - 43_200_000;
  const until = (received_at_ms: number) => watching(videoId, 20, { session_id, received_at_ms, client_at_ms: 0 });
  await send([...until(midnightMs - 1), ...until(midnightMs - 3_600_000), ...until(midnightMs + 30_000)]);
  expect(await viewCount()).toBe(2);
  const days = await origin.db.select().from(viewSessions).where(eq(viewSessions.videoId, videoId));
  expect(days).toHaveLength(2);
});

test('reports from longer ago than sessions are remembered count nothing', async () => {
  await freshVideo();
  expect(await send(watching(videoId, 30, { received_at_ms: noonMs - 15 * 86_400_000 }))).toBe(204);
  expect(await viewCount()).toBe(0);
});

test('a video that is gone keeps no other from being counted', async () => {
  await freshVideo();
  expect(await send([...watching('nosuchvideo', 30), ...watching(videoId, 30), takenView('nosuchvide2')])).toBe(204);
  expect(await viewCount()).toBe(1);
});

test('who works on a video is told of its days, page by page, and nobody else', async () => {
  await freshVideo();
  for (const daysAgo of [0, 1, 2])
    await send(watching(videoId, 20 + daysAgo, { received_at_ms: noonMs - daysAgo * 86_400_000 }));
  const ask = (query: string, token?: string) =>
    origin.request('GET', `/videos/${videoId}/view-days${query}`, token === undefined ? {} : { token });
  const seen: ViewDays['days'] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const response = await ask(`?limit=2${cursor && `&cursor=${cursor}`}`, owner.token);
    const page = (await response.json()) as ViewDays;
    seen.push(...page.days);
    cursor = page.next_cursor;
  }
  expect(seen.map(({ view_count, watched_sec }) => [view_count, watched_sec])).toEqual([
    [1, 20],
    [1, 21],
    [1, 22],
  ]);
  expect(seen.map(({ day }) => day)).toEqual(
    seen
      .map(({ day }) => day)
      .sort()
      .reverse(),
  );
  const other = await origin.signUp();
  expect(await outcomeOf(await ask('', other.token))).toBe('403 forbidden');
  expect((await ask('')).status).toBe(401);
  expect(await outcomeOf(await ask('?cursor=tampered', owner.token))).toBe('400 invalid_cursor');
  const query = createViewStore(origin.db).listDays({ videoId, limit: 2, before: '2026-01-01' });
  const plan = await origin.db.all<{ detail: string }>(sql`explain query plan ${query.getSQL()}`);
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SEARCH video_days USING INDEX video_days_video (video_id=? AND day<?)',
  ]);
});

test('only the edge may send them, and only what fits the contract', async () => {
  await freshVideo();
  expect(await send([takenView(videoId)], 'guess')).toBe(404);
  expect(await send([{ ...takenView(videoId), event: 'stop' }])).toBe(400);
  expect(await send(Array.from({ length: 501 }, () => takenView(videoId)))).toBe(400);
  expect(await viewCount()).toBe(0);
});
