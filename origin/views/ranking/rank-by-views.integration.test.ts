import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq, sql } from 'drizzle-orm';
import { databaseOver } from '../../../platform/database.ts';
import { newId } from '../../../shared/ids.ts';
import { channels, users, videoDays, videos } from '../../../shared/schema/index.ts';
import { migratedDatabase } from '../../../testkit/services.ts';
import { rankByViews } from './rank-by-views.ts';
import { createRankingStore } from './store.ts';

const now = new Date('2026-03-02T00:05:00Z');
const COUNT = 2_500;
let database: Awaited<ReturnType<typeof migratedDatabase>>;
beforeAll(async () => {
  database = await migratedDatabase();
  const { db } = database;
  const [ownerId, channelId] = [newId(), newId()];
  const times = { createdAt: now, updatedAt: now };
  await db.insert(users).values({ id: ownerId, name: 'Ada', username: 'ada', email: 'ada@example.test', ...times });
  await db.insert(channels).values({ id: channelId, ownerId, handle: 'ada', name: 'Ada', ...times });
  await db.run(sql`
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${COUNT})
    insert into videos (id, channel_id, owner_id, title, visibility, status, view_count, created_at, updated_at)
      select 'ranked' || printf('%05d', i), ${channelId}, ${ownerId}, 'A clip', 'public', 'ready', i, 1, 1 from n`);
});
afterAll(() => database?.stop());

const rank = () => rankByViews({ ranking: createRankingStore(database.db), clock: () => now });
const behind = () => database.db.$count(videos, sql`${videos.rankedViewCount} <> ${videos.viewCount}`);
const watched = (day: string, where = sql`true`) =>
  database.db.run(sql`insert into video_days (day, video_id) select ${day}, id from videos where ${where}`);

test('what was watched today or in the last minutes of yesterday is ranked by its views, however much it is', async () => {
  await watched('2026-03-02', sql`view_count % 2 = 0`);
  await watched('2026-03-01', sql`view_count % 2 = 1 and view_count > 1`);
  await watched('2026-02-20', sql`view_count = 1`);
  await rank();
  expect(await behind()).toBe(1);
  await database.db.update(videos).set({ viewCount: 9_000 }).where(eq(videos.id, 'ranked02500'));
  expect(await behind()).toBe(2);
  await rank();
  expect(await behind()).toBe(1);
});

test('what is as it was is only looked at: nobody waits for a write', async () => {
  await database.db.delete(videoDays);
  await watched('2026-03-02');
  await rank();
  const before = await database.replicationIndex();
  await rank();
  expect(await database.replicationIndex()).toBe(before);
});

test('videos are ranked along indexes', async () => {
  await database.db.update(videos).set({ viewCount: 9_500 }).where(eq(videos.id, 'ranked02500'));
  const statements: { sql: string; params: unknown[] }[] = [];
  const logged = databaseOver(database.client, {
    logQuery: (text, params) => void statements.push({ sql: text, params }),
  });
  await createRankingStore(logged).rankWatched('2026-03-02', '', 5_000);
  expect(statements).toHaveLength(2);
  for (const { sql: text, params } of statements) {
    const args = params.map((param) => (typeof param === 'number' ? param : String(param)));
    const { rows } = await database.client.execute({ sql: `explain query plan ${text}`, args });
    const plan = rows.map(({ detail }) => String(detail)).join('\n');
    expect(plan).toContain('INDEX sqlite_autoindex_videos_1 (id=?)');
    expect(plan).toContain('SEARCH video_days USING PRIMARY KEY (day=? AND video_id>?)');
    expect(plan).not.toMatch(/SCAN (v|videos|video_days)\b|TEMP B-TREE/);
  }
});
