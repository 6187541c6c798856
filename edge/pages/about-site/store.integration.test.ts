import { afterAll, beforeAll, expect, test } from 'bun:test';
import { migratedDatabase } from '../../../testkit/services.ts';
import { anyState, type Database, openDatabase } from '../../metadata/database.ts';
import { createSitemapStore } from './store.ts';

const NOW_MS = 1_000_000;

let server: Awaited<ReturnType<typeof migratedDatabase>>;
let database: Database;
beforeAll(async () => {
  server = await migratedDatabase();
  database = openDatabase({ primary: { url: server.url, token: null }, replica: null, now: Date.now, maxStreams: 0 });
  // 100 public ones, every tenth of them private instead; then one that is not yet published.
  await server.client.executeMultiple(`
    insert into users (id, name, email, username, created_at, updated_at) values ('u', 'U', 'u@example.com', 'u', 1, 1);
    insert into channels (id, owner_id, handle, name, created_at, updated_at) values ('c', 'u', 'u', 'C', 1, 1);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 100)
    insert into videos (id, channel_id, owner_id, title, visibility, status, playable, created_at, updated_at)
      select printf('video%06d', i), 'c', 'u', 'T', iif(i % 10 = 0, 'private', 'public'), 'ready', 1, 1000 + i, 1 from n;
    insert into videos (id, channel_id, owner_id, title, visibility, status, playable, publish_at, created_at, updated_at)
      values ('laterVideo1', 'c', 'u', 'T', 'public', 'ready', 1, ${NOW_MS + 1}, 1, 1);
  `);
});
afterAll(() => server?.stop());

test('the pages together hold every public video once, oldest first', async () => {
  const store = createSitemapStore(database);
  const { value: beginnings } = await store.beginnings(20, NOW_MS, anyState);
  expect(beginnings).toHaveLength(5);
  const found: string[] = [];
  for (const beginMs of beginnings) {
    const { value } = await store.page(beginMs, 20, NOW_MS, anyState);
    found.push(...value.map(({ videoId }) => videoId));
  }
  const expected = Array.from({ length: 100 }, (_, index) => index + 1).filter((number) => number % 10 !== 0);
  expect(found).toEqual(expected.map((number) => `video${String(number).padStart(6, '0')}`));
});

test('neither sorts what an index has in order', async () => {
  const plans: string[] = [];
  const explained: Database = {
    async query(sql, args, from) {
      const { rows } = await database.query(`explain query plan ${sql}`, args, from);
      plans.push(rows.map(({ detail }) => String(detail)).join('\n'));
      return { rows: [], index: 0 };
    },
  };
  const store = createSitemapStore(explained);
  await store.beginnings(20, NOW_MS, anyState);
  await store.page(1, 20, NOW_MS, anyState);
  for (const plan of plans) {
    expect(plan).toContain('USING INDEX videos_published');
    expect(plan).not.toContain('USE TEMP B-TREE');
  }
});
