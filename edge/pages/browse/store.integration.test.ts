import { afterAll, beforeAll, expect, test } from 'bun:test';
import { migratedDatabase } from '../../../testkit/services.ts';
import { anyState, openDatabase } from '../../metadata/database.ts';
import { listSql, PLAYLISTS_BESIDE } from './list-sql.ts';
import { createListStore, type ListPosition, type ListQuery, type ListStore, positionOf } from './store.ts';

const COUNT = 600;
const NOW_MS = 5_000_000;
const PAGE = 50;

let server: Awaited<ReturnType<typeof migratedDatabase>>;
let database: ReturnType<typeof openDatabase>;
let store: ListStore;
beforeAll(async () => {
  server = await migratedDatabase();
  database = openDatabase({ primary: { url: server.url, token: null }, replica: null, now: Date.now, maxStreams: 0 });
  store = createListStore(database);
  // Three at each time, so that the id decides as well; some of another channel, unlisted, taken down, still to come.
  await server.client.executeMultiple(`
    insert into users (id, name, email, username, created_at, updated_at) values ('u', 'U', 'u@x', 'u', 1, 1), ('w', 'W', 'w@x', 'w', 1, 1);
    insert into channels (id, owner_id, handle, name, created_at, updated_at) values ('c', 'u', 'ccc', 'C', 1, 1), ('d', 'w', 'ddd', 'D', 1, 1);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${COUNT})
    insert into videos (id, channel_id, owner_id, title, category, visibility, status, playable, generation, ranked_view_count, taken_down_at, publish_at, created_at, updated_at)
      select 'video' || printf('%06d', i), iif(i % 5 = 0, 'd', 'c'), iif(i % 5 = 0, 'w', 'u'), 'T', iif(i % 3 = 0, 'music', 'news'),
        iif(i % 11 = 0, 'unlisted', 'public'), 'ready', 1, 'lx0001', (i * 7919) % 100, iif(i % 13 = 0, 1, null),
        iif(i % 17 = 0, ${NOW_MS} + 1, null), 1000000 + i / 3, 1 from n;
    insert into playlists (id, owner_id, kind, title, visibility, item_count, created_at, updated_at)
      values ('p1', 'u', 'own', 'Old', 'public', 3, 1, 1), ('p2', 'u', 'own', 'Secret', 'private', 3, 1, 1),
        ('p3', 'u', 'own', 'New', 'public', 4, 1, 1), ('p4', 'w', 'own', 'Of another', 'public', 4, 1, 1);
    insert into playlist_items (id, playlist_id, video_id, position, created_at)
      values ('i1', 'p3', 'video000007', 'b', 1), ('i2', 'p3', 'video000008', 'a', 1), ('i3', 'p4', 'video000009', 'a', 1);
  `);
});
afterAll(() => server?.stop());

const lists: [name: string, query: ListQuery, index: string, belongs: (number: number) => boolean][] = [
  ['all', { of: 'all', order: 'newest' }, 'videos_published ', () => true],
  [
    'one category',
    { of: 'category', category: 'music', order: 'newest' },
    'videos_published_in_category ',
    (number) => number % 3 === 0,
  ],
  ...(['newest', 'oldest', 'popular'] as const).map((order): (typeof lists)[number] => [
    `${order} of a channel`,
    { of: 'channel', channelId: 'd', order },
    order === 'popular' ? 'videos_popular_on_channel ' : 'videos_published_on_channel ',
    (number) => number % 5 === 0,
  ]),
];
const isShown = (number: number) => number % 11 !== 0 && number % 13 !== 0 && number % 17 !== 0;

test.each(lists)(
  'page after page, %s is what everybody may see, each once and in order',
  async (_name, query, _, belongs) => {
    const seen: { key: number; id: string }[] = [];
    let after: ListPosition | null = null;
    for (;;) {
      const { value } = await store.page(query, after, PAGE, NOW_MS, anyState);
      seen.push(...value.map((video) => ({ key: positionOf(video, query.order).key, id: video.videoId })));
      const last = value.at(-1);
      if (!last || value.length < PAGE) break;
      after = positionOf(last, query.order);
    }
    const ids = seen.map(({ id }) => id);
    const expected = Array.from({ length: COUNT }, (_, index) => index + 1)
      .filter((number) => isShown(number) && belongs(number))
      .map((number) => `video${String(number).padStart(6, '0')}`);
    expect(ids.toSorted()).toEqual(expected);
    const sign = query.order === 'oldest' ? 1 : -1;
    expect(seen).toEqual(seen.toSorted((a, b) => sign * (a.key - b.key || (a.id < b.id ? -1 : 1))));
  },
);

test.each(lists)('%s is read along an index, on any page', async (_name, query, index) => {
  for (const after of [null, { key: 1_000_100, videoId: 'video000300' }]) {
    const { sql, args } = listSql(query, after, PAGE, NOW_MS);
    const { rows } = await database.query(`explain query plan ${sql}`, args, anyState);
    const plan = rows.map(({ detail }) => String(detail)).join('\n');
    expect(plan).toContain(`v USING INDEX ${index}`);
    expect(plan).not.toContain('TEMP B-TREE FOR ORDER BY');
    expect(plan).not.toMatch(/SCAN (c|u|channels|users)\b/);
  }
});

test('the videos of a suspended account are in no list, nor are its playlists', async () => {
  expect((await store.playlistsBeside('c', 10, anyState)).value).toEqual([
    { playlistId: 'p3', title: 'New', itemCount: 4, firstVideoId: 'video000008' },
    { playlistId: 'p1', title: 'Old', itemCount: 3, firstVideoId: null },
  ]);
  await server.client.execute("update users set suspended_at = 1 where id = 'u'");
  expect((await store.playlistsBeside('c', 10, anyState)).value).toEqual([]);
  const { value } = await store.page({ of: 'all', order: 'newest' }, null, COUNT, NOW_MS, anyState);
  expect(new Set(value.map(({ ownerId }) => ownerId))).toEqual(new Set(['w']));
});

test('playlists are read along an index', async () => {
  const { rows } = await database.query(`explain query plan ${PLAYLISTS_BESIDE}`, ['c', 10], anyState);
  const plan = rows.map(({ detail }) => String(detail)).join('\n');
  expect(plan).toContain('INDEX playlists_public (owner_id=?)');
  expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
});
