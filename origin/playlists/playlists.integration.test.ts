import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { eq, sql } from 'drizzle-orm';
import type { NextItem, Playlist, PlaylistItem, PlaylistItems, Playlists } from '../../shared/contracts/playlists.ts';
import { newId } from '../../shared/ids.ts';
import { playlistItems } from '../../shared/schema/index.ts';
import { publishedResult } from '../testing/published-result.ts';
import {
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';
import { createTranscodeResultStore } from '../transcode-results/store.ts';
import { createPlaylistStore } from './store.ts';

let origin: TestOrigin;
let owner: TestUser;
let other: TestUser;
let videoIds: string[];
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_PLAYLIST_ITEMS: '450', KINORA_PLAYLISTS_PER_USER: '30' });
  [owner, other] = [await origin.signUp(), await origin.signUp()];
  videoIds = [];
  for (let at = 0; at < 4; at += 1) videoIds.push(await newVideo());
});
afterAll(() => origin?.stop());

async function newVideo(): Promise<string> {
  const videoId = await uploadWholeVideo(owner, { visibility: 'public', title: `Clip ${videoIds.length}` });
  await createTranscodeResultStore(origin.db).applyResult(publishedResult('ready', videoId, 'g1'), new Date());
  return videoId;
}

const ask = (user: TestUser | null, method: string, path: string, body?: unknown) =>
  origin.request(method, path, { ...(user && { token: user.token }), ...(body === undefined ? {} : { body }) });
async function json<T>(response: Promise<Response>): Promise<T> {
  const answer = await response;
  if (!answer.ok) throw new Error(await outcomeOf(answer));
  return (await answer.json()) as T;
}
const outcome = async (user: TestUser | null, method: string, path: string, body?: unknown) =>
  outcomeOf(await ask(user, method, path, body));
const videoAt = (at: number) => videoIds[at] ?? '';

let playlistId: string;
const make = async (more: object = {}) =>
  (await json<Playlist>(ask(owner, 'POST', '/playlists', { title: 'Mix', visibility: 'public', ...more }))).playlist_id;
const add = async (at: number, after_item_id?: string | null) =>
  (
    await json<PlaylistItem>(
      ask(owner, 'POST', `/playlists/${playlistId}/items`, {
        video_id: videoAt(at),
        ...(after_item_id === undefined ? {} : { after_item_id }),
      }),
    )
  ).item_id;
const items = (user: TestUser | null = owner, query = '') =>
  json<PlaylistItems>(ask(user, 'GET', `/playlists/${playlistId}/items${query}`));
const order = async () => (await items()).items.map(({ item_id }) => item_id);
const get = (user: TestUser | null = owner) => json<Playlist>(ask(user, 'GET', `/playlists/${playlistId}`));

beforeEach(async () => {
  playlistId = await make();
});

test('videos are added at the end, at the front and in between, moved and taken out', async () => {
  const [a, b] = [await add(0), await add(1)];
  const c = await add(2, null);
  const d = await add(3, a);
  expect(await order()).toEqual([c, a, d, b]);
  const path = `/playlists/${playlistId}/items`;
  expect((await ask(owner, 'PATCH', `${path}/${b}`, { after_item_id: null })).status).toBe(204);
  expect((await ask(owner, 'PATCH', `${path}/${c}`, { after_item_id: d })).status).toBe(204);
  expect((await ask(owner, 'PATCH', `${path}/${c}`, { after_item_id: c })).status).toBe(204);
  expect(await order()).toEqual([b, a, d, c]);
  expect((await ask(owner, 'DELETE', `${path}/${a}`)).status).toBe(204);
  expect(await order()).toEqual([b, d, c]);
  expect(await get()).toMatchObject({ item_count: 3, cover: { video_id: videoAt(1) } });
  expect(await outcome(owner, 'DELETE', `${path}/${a}`)).toBe('404 not_found');
  expect(await outcome(owner, 'PATCH', `${path}/${b}`, { after_item_id: a })).toBe('404 not_found');
});

test('a video is in it once, unless the playlist says otherwise', async () => {
  await add(0);
  const path = `/playlists/${playlistId}/items`;
  expect(await outcome(owner, 'POST', path, { video_id: videoAt(0) })).toBe('409 conflict');
  await json(ask(owner, 'PATCH', `/playlists/${playlistId}`, { allow_duplicates: true }));
  await add(0);
  expect(await get()).toMatchObject({ item_count: 2, allow_duplicates: true });
});

test('many who add at the same place at once all get a place of their own', async () => {
  playlistId = await make({ allow_duplicates: true });
  const [first, last] = [await add(0), await add(1)];
  const added = await Promise.all(Array.from({ length: 20 }, () => add(2, first)));
  const all = await order();
  expect(all).toHaveLength(22);
  expect([all[0], all.at(-1)]).toEqual([first, last]);
  expect(all.slice(1, -1).sort()).toEqual(added.sort());
  const rows = await origin.db.select().from(playlistItems).where(eq(playlistItems.playlistId, playlistId));
  expect(new Set(rows.map(({ position }) => position)).size).toBe(22);
});

test('a place that was used hundreds of times makes no endless keys, and a cursor from before still fits', async () => {
  playlistId = await make({ allow_duplicates: true });
  const [first, last] = [await add(0), await add(1)];
  const store = createPlaylistStore(origin.db);
  const limits = { playlistsPerUser: 1, itemsPerPlaylist: 1_000 };
  const behind: string[] = [];
  const page = await items(owner, '?limit=1');
  for (let at = 0; at < 400; at += 1) {
    const item = { id: newId(), playlistId, videoId: videoAt(2), place: first };
    await store.addItem(item, limits, new Date());
    behind.unshift(item.id);
  }
  const rows = await origin.db.select().from(playlistItems).where(eq(playlistItems.playlistId, playlistId));
  expect(Math.max(...rows.map(({ position }) => position.length))).toBeLessThanOrEqual(64);
  const seen = page.items.map(({ item_id }) => item_id);
  for (let cursor = page.next_cursor; cursor; ) {
    const next = await items(owner, `?limit=100&cursor=${cursor}`);
    seen.push(...next.items.map(({ item_id }) => item_id));
    cursor = next.next_cursor;
  }
  expect(seen).toEqual([first, ...behind, last]);
});

test('a private playlist is there for its owner alone, and nobody else changes a public one', async () => {
  const item = await add(0);
  await json(ask(owner, 'PATCH', `/playlists/${playlistId}`, { visibility: 'private' }));
  const paths = [
    `/playlists/${playlistId}`,
    `/playlists/${playlistId}/items`,
    `/playlists/${playlistId}/items/${item}/next`,
  ];
  for (const path of paths)
    for (const user of [other, null]) expect(await outcome(user, 'GET', path)).toBe('404 not_found');
  expect(await outcome(other, 'DELETE', `/playlists/${playlistId}`)).toBe('404 not_found');
  await json(ask(owner, 'PATCH', `/playlists/${playlistId}`, { visibility: 'unlisted' }));
  expect((await items(null)).items).toHaveLength(1);
  expect(await outcome(other, 'DELETE', `/playlists/${playlistId}`)).toBe('403 forbidden');
  expect(await outcome(other, 'POST', `/playlists/${playlistId}/items`, { video_id: videoAt(0) })).toBe(
    '403 forbidden',
  );
  expect(await outcome(other, 'DELETE', `/playlists/${playlistId}/items/${item}`)).toBe('403 forbidden');
});

test('an item of another playlist is not reached through one of their own', async () => {
  const item = await add(0);
  const { playlist_id } = await json<Playlist>(ask(other, 'POST', '/playlists', { title: 'Theirs' }));
  expect(await outcome(other, 'DELETE', `/playlists/${playlist_id}/items/${item}`)).toBe('404 not_found');
  expect(await outcome(other, 'GET', `/playlists/${playlist_id}/items/${item}/next`)).toBe('404 not_found');
  expect(await order()).toEqual([item]);
});

test('a video that became private is an item without anything about it, is no cover, and is passed over', async () => {
  const [hidden, shown] = [await newVideo(), videoAt(0)];
  videoIds.push(hidden);
  const path = `/playlists/${playlistId}/items`;
  const [a, , c] = [await add(1), await add(videoIds.indexOf(hidden)), await add(0)];
  await owner.api.updateVideo(hidden, { visibility: 'private' });
  const text = await (await ask(other, 'GET', path)).text();
  expect(JSON.parse(text)).toMatchObject({ items: [{ item_id: a }, { video: null }, { item_id: c }] });
  expect(text).not.toContain(hidden);
  expect(await json<NextItem>(ask(other, 'GET', `${path}/${a}/next`))).toMatchObject({ item: { item_id: c } });
  expect(await json<NextItem>(ask(other, 'GET', `${path}/${c}/next`))).toEqual({ item: null });
  await json(ask(owner, 'DELETE', `${path}/${a}`).then(() => ask(owner, 'GET', path)));
  expect(await get(other)).toMatchObject({ cover: { video_id: shown }, item_count: 2 });
  expect(await get(owner)).toMatchObject({ cover: { video_id: hidden } });
  expect(await outcome(other, 'POST', '/playlists/watch-later/items', { video_id: hidden })).toBe('404 not_found');
});

test('everybody has one watch-later list, which is theirs alone and stays as it is', async () => {
  const viewer = await origin.signUp();
  const path = '/playlists/watch-later';
  await Promise.all([0, 1, 2].map((at) => json(ask(viewer, 'POST', `${path}/items`, { video_id: videoAt(at) }))));
  const list = await json<Playlist>(ask(viewer, 'GET', path));
  expect(list).toMatchObject({ kind: 'watch_later', visibility: 'private', item_count: 3 });
  expect(await outcome(viewer, 'POST', `${path}/items`, { video_id: videoAt(0) })).toBe('409 conflict');
  expect(await outcome(viewer, 'PATCH', path, { visibility: 'public' })).toBe('409 conflict');
  expect(await outcome(viewer, 'DELETE', path)).toBe('409 conflict');
  expect(await outcome(other, 'GET', `/playlists/${list.playlist_id}`)).toBe('404 not_found');
  expect(await outcome(null, 'GET', path)).toBe('401 unauthenticated');
  const own = await json<Playlists>(ask(viewer, 'GET', '/me/playlists'));
  expect(own.playlists.map(({ kind }) => kind)).toEqual(['watch_later']);
});

test('lists go page by page, the public one shows public playlists, and a cursor belongs to its list', async () => {
  const user = await origin.signUp();
  const { username } = user.session.user;
  for (const visibility of ['public', 'private', 'unlisted', 'public'])
    await json(ask(user, 'POST', '/playlists', { title: visibility, visibility }));
  const titles = async (path: string) => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: Playlists = await json<Playlists>(ask(user, 'GET', `${path}?limit=1${query}`));
      seen.push(...page.playlists.map(({ title }) => title));
      cursor = page.next_cursor;
    }
    return seen;
  };
  expect(await titles('/me/playlists')).toEqual(['public', 'unlisted', 'private', 'public']);
  expect(await titles(`/users/${username}/playlists`)).toEqual(['public', 'public']);
  const { next_cursor } = await json<Playlists>(ask(user, 'GET', '/me/playlists?limit=1'));
  expect(await outcome(user, 'GET', `/users/${username}/playlists?cursor=${next_cursor}`)).toBe('400 invalid_cursor');
  expect(await outcome(owner, 'GET', `/me/playlists?cursor=${next_cursor}`)).toBe('400 invalid_cursor');
  expect(await outcome(user, 'GET', `/playlists/${playlistId}/items?cursor=${next_cursor}`)).toBe('400 invalid_cursor');
  expect(await outcome(null, 'GET', '/users/nobody_at_all/playlists')).toBe('404 not_found');
});

test('there is an end to playlists and to what one holds', async () => {
  const user = await origin.signUp();
  for (let at = 0; at < 30; at += 1) await json(ask(user, 'POST', '/playlists', { title: `${at}` }));
  expect(await outcome(user, 'POST', '/playlists', { title: 'one more' })).toBe('403 quota_exceeded');
  const limits = { playlistsPerUser: 1, itemsPerPlaylist: 1 };
  const store = createPlaylistStore(origin.db);
  const item = () => ({ id: newId(), playlistId, videoId: videoAt(0), place: undefined });
  await store.addItem(item(), limits, new Date());
  await expect(store.addItem(item(), limits, new Date())).rejects.toMatchObject({ code: 'quota_exceeded' });
});

test('every list is read from an index', async () => {
  const store = createPlaylistStore(origin.db);
  const planOf = async (query: { getSQL(): ReturnType<typeof sql> }) =>
    (await origin.db.all<{ detail: string }>(sql`explain query plan ${query.getSQL()}`)).map(({ detail }) => detail);
  const after = { position: 'a0', itemId: 'x' };
  expect(await planOf(store.listItems({ playlistId: 'p', limit: 2, after }))).toEqual([
    expect.stringContaining('USING INDEX playlist_items_position (playlist_id=? AND ('),
  ]);
  for (const onlyPublic of [true, false]) {
    const plan = await planOf(store.list({ ownerId: 'u', onlyPublic, limit: 2, before: 'x' }));
    expect(plan.join('\n')).toMatch(/USING INDEX playlists_(owner|public) \(owner_id=\? AND id<\?\)/);
    expect(plan.join('\n')).not.toMatch(/SCAN playlist|TEMP B-TREE FOR ORDER BY/);
  }
});
