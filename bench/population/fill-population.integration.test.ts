import { expect, test } from 'bun:test';
import { populationOf } from './size.ts';
import { type PopulatedDatabase, startPopulatedDatabase } from './start-populated-database.ts';

const tables = [
  'users',
  'channels',
  'videos',
  'comments',
  'video_ratings',
  'watch_history',
  'subscriptions',
  'feed_items',
];

async function fill<T>(videos: number, look: (database: PopulatedDatabase) => Promise<T>): Promise<T> {
  const database = await startPopulatedDatabase(populationOf(videos), () => {});
  try {
    return await look(database);
  } finally {
    await database.stop();
  }
}

/** A hash of everything in the tables, as libSQL's server answers it. */
async function printOf({ client }: PopulatedDatabase): Promise<Record<string, string>> {
  const prints: Record<string, string> = {};
  for (const table of tables) {
    const { rows } = await client.execute(`select * from ${table} order by 1, 2, 3`);
    expect(rows.length).toBeGreaterThan(0);
    prints[table] = Bun.hash(JSON.stringify(rows)).toString(36);
  }
  return prints;
}

/** Rows whose kept count is not that of the rows it stands for. */
const drifts = {
  'comments of videos': `select id from videos v
    where comment_count <> (select count(*) from comments c where c.video_id = v.id)`,
  'replies of comments': `select id from comments p
    where reply_count <> (select count(*) from comments c where c.parent_id = p.id)`,
  'depth of replies': `select c.id from comments c join comments p on p.id = c.parent_id
    where c.depth <> p.depth + 1 or c.root_id <> p.root_id or c.video_id <> p.video_id or c.created_at < p.created_at`,
  'channels of comments': `select c.id from comments c join videos v on v.id = c.video_id where v.channel_id <> c.channel_id`,
  'ratings of videos': `select id from videos v
    where like_count <> (select count(*) from video_ratings r where r.video_id = v.id and r.rating = 'like')
      or dislike_count <> (select count(*) from video_ratings r where r.video_id = v.id and r.rating = 'dislike')`,
  'subscribers of channels': `select id from channels c
    where subscriber_count <> (select count(*) from subscriptions s where s.channel_id = c.id)`,
  'videos without a place in feeds': `select id from videos where id not in (select video_id from publications)`,
  'feeds of strangers': `select f.video_id from feed_items f join videos v on v.id = f.video_id
    where not exists (select 1 from subscriptions s where s.channel_id = v.channel_id and s.user_id = f.user_id)`,
};

test('the same size gives the same rows, whose counts are right, and every foreign key leads somewhere', async () => {
  const first = await fill(120, async (database) => {
    for (const [what, sql] of Object.entries(drifts))
      expect({ what, drifted: (await database.client.execute(sql)).rows.length }).toEqual({ what, drifted: 0 });
    for (const table of tables)
      expect((await database.client.execute(`pragma foreign_key_check(${table})`)).rows).toEqual([]);
    const hot = 'select max(comment_count) as most, sum(comment_count) as all_of_them from videos';
    const [counts] = (await database.client.execute(hot)).rows;
    expect(Number(counts?.most) / Number(counts?.all_of_them)).toBeGreaterThan(0.08);
    return printOf(database);
  });
  expect(await fill(120, printOf)).toEqual(first);
  expect(await fill(121, printOf)).not.toEqual(first);
}, 60_000);
