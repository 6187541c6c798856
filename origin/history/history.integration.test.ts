import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq, sql } from 'drizzle-orm';
import type { HistoryEntry, HistoryPage } from '../../shared/contracts/history.ts';
import type { TakenView } from '../../shared/contracts/views.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { videos, viewSessions } from '../../shared/schema/index.ts';
import { publishedResult } from '../testing/published-result.ts';
import {
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';
import { createTranscodeResultStore } from '../transcode-results/store.ts';
import { takenView } from '../views/testing/taken-view.ts';
import { createHistoryStore } from './store.ts';

let origin: TestOrigin;
let owner: TestUser;
let viewer: TestUser;
beforeAll(async () => {
  origin = await startTestOrigin();
  owner = await origin.signUp();
});
afterAll(() => origin?.stop());

/** Public and a hundred seconds long. */
async function newVideo(): Promise<string> {
  const videoId = await uploadWholeVideo(owner, { visibility: 'public' });
  await createTranscodeResultStore(origin.db).applyResult(publishedResult('ready', videoId, 'g1'), new Date());
  await origin.db.update(videos).set({ durationSec: 100 }).where(eq(videos.id, videoId));
  return videoId;
}

const ask = (method: string, path: string, body?: unknown, user = viewer) =>
  origin.request(method, path, { token: user.token, ...(body === undefined ? {} : { body }) });
const list = async (query = '') => (await (await ask('GET', `/me/history${query}`)).json()) as HistoryPage;
const idsIn = async (query = '') => (await list(query)).history.map(({ video_id }) => video_id);
const put = async (videoId: string, position_sec: number) =>
  (await (await ask('PUT', `/me/history/${videoId}`, { position_sec })).json()) as HistoryEntry;

/** A report of `viewer`'s player, by way of the edge. */
async function report(videoId: string, more: Partial<TakenView>, user: TestUser | null = viewer): Promise<void> {
  const event = takenView(videoId, {
    user_id: user?.session.user.user_id ?? null,
    received_at_ms: Date.now(),
    ...more,
  });
  const response = await fetch(`${origin.url}/internal/views`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY },
    body: JSON.stringify({ events: [event], dropped: 0 }),
  });
  expect(response.status).toBe(204);
}

test('what a signed-in viewer watches is remembered, the latest word wins, and nobody else sees it', async () => {
  viewer = await origin.signUp();
  const [one, two] = [await newVideo(), await newVideo()];
  const nowMs = Date.now();
  await report(one, { event: 'heartbeat', position_sec: 40, received_at_ms: nowMs });
  await report(one, { event: 'heartbeat', position_sec: 10, received_at_ms: nowMs - 5_000 }); // another device's, late
  await report(two, { event: 'heartbeat', position_sec: 97, received_at_ms: nowMs + 1 });
  expect((await list()).history).toMatchObject([
    { video_id: two, position_sec: 97, unfinished: false, video: { title: 'A clip' } },
    { video_id: one, position_sec: 40, unfinished: true },
  ]);
  expect(await idsIn('?state=unfinished')).toEqual([one]);
  await report(one, { event: 'heartbeat', position_sec: 70 }, null);
  expect(await (await ask('GET', `/me/history/${one}`)).json()).toMatchObject({ position_sec: 40 });
  expect(await outcomeOf(await ask('GET', `/me/history/${one}`, undefined, owner))).toBe('404 not_found');
});

test('a session goes on with its viewer when the access token has ended', async () => {
  viewer = await origin.signUp();
  const videoId = await newVideo();
  const { session_id } = takenView(videoId);
  await report(videoId, { session_id, received_at_ms: Date.now() - 20_000 });
  await report(videoId, { session_id, event: 'heartbeat', position_sec: 20 }, null);
  expect((await list()).history).toMatchObject([{ position_sec: 20 }]);
});

test('a position is put by hand, within the video', async () => {
  viewer = await origin.signUp();
  const videoId = await newVideo();
  expect(await put(videoId, 50)).toMatchObject({ position_sec: 50, unfinished: true });
  expect(await put(videoId, 5_000)).toMatchObject({ position_sec: 100, unfinished: false });
  expect(await outcomeOf(await ask('PUT', `/me/history/${videoId}`, { position_sec: -1 }))).toBe(
    '400 validation_failed',
  );
  expect(await outcomeOf(await ask('PUT', '/me/history/nosuchvideo', { position_sec: 1 }))).toBe('404 not_found');
});

test('what is removed stays away, reports from before included, and comes back when it is watched again', async () => {
  viewer = await origin.signUp();
  const [one, two] = [await newVideo(), await newVideo()];
  const beforeMs = Date.now();
  for (const videoId of [one, two]) await put(videoId, 30);
  expect((await ask('DELETE', `/me/history/${one}`)).status).toBe(204);
  await report(one, { event: 'heartbeat', position_sec: 31, received_at_ms: beforeMs });
  expect(await idsIn()).toEqual([two]);
  expect((await ask('DELETE', '/me/history')).status).toBe(204);
  await report(two, { event: 'heartbeat', position_sec: 31, received_at_ms: beforeMs });
  expect(await idsIn()).toEqual([]);
  await report(two, { event: 'heartbeat', position_sec: 32, received_at_ms: Date.now() + 5 });
  expect(await idsIn()).toEqual([two]);
});

test('while the history is paused nothing is remembered, and views count all the same', async () => {
  viewer = await origin.signUp();
  const videoId = await newVideo();
  expect(await (await ask('PUT', '/me/history-settings', { paused: true })).json()).toEqual({ paused: true });
  await report(videoId, { event: 'heartbeat', position_sec: 30 });
  expect(await outcomeOf(await ask('PUT', `/me/history/${videoId}`, { position_sec: 30 }))).toBe('409 conflict');
  expect(await idsIn()).toEqual([]);
  const sessions = await origin.db.select().from(viewSessions).where(eq(viewSessions.videoId, videoId));
  expect(sessions).toMatchObject([{ userId: null }]);
  await ask('PUT', '/me/history-settings', { paused: false });
  expect(await (await ask('GET', '/me/history-settings')).json()).toEqual({ paused: false });
  await report(videoId, { event: 'heartbeat', position_sec: 30 });
  expect(await idsIn()).toEqual([videoId]);
});

test('pages follow each other, and a cursor belongs to its list and its person', async () => {
  viewer = await origin.signUp();
  const all: string[] = [];
  for (let at = 0; at < 5; at += 1) all.unshift(await newVideo());
  for (const videoId of all.toReversed()) await put(videoId, 30);
  const first = await list('?limit=2');
  const seen = first.history.map(({ video_id }) => video_id);
  let cursor = first.next_cursor;
  const firstCursor = cursor;
  while (cursor) {
    const page = await list(`?limit=2&cursor=${cursor}`);
    seen.push(...page.history.map(({ video_id }) => video_id));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual(all);
  for (const [query, user] of [
    [`?cursor=${firstCursor}&state=unfinished`, viewer],
    [`?cursor=${firstCursor}`, owner],
    ['?cursor=tampered', viewer],
  ] as const)
    expect(await outcomeOf(await ask('GET', `/me/history${query}`, undefined, user))).toBe('400 invalid_cursor');
});

test('of a video that became private nothing is told but that it was watched', async () => {
  viewer = await origin.signUp();
  const videoId = await newVideo();
  await put(videoId, 30);
  await owner.api.updateVideo(videoId, { visibility: 'private' });
  expect((await list()).history).toMatchObject([{ video_id: videoId, video: null }]);
  expect(await outcomeOf(await ask('GET', `/me/history/${videoId}`))).toBe('404 not_found');
});

test.each([
  [false, 'watch_history_newest'],
  [true, 'watch_history_unfinished'],
])('a page (unfinished: %p) is read from its index %s', async (onlyUnfinished, index) => {
  const after = { watchedAtMs: 1, videoId: 'x' };
  const query = createHistoryStore(origin.db).list({ userId: 'u', limit: 2, after, onlyUnfinished });
  const plan = await origin.db.all<{ detail: string }>(sql`explain query plan ${query.getSQL()}`);
  expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining(`USING INDEX ${index} (user_id=? AND (`)]);
});
