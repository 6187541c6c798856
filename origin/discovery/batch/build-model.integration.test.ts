import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { databaseOver } from '../../../platform/database.ts';
import { recentPairs, videoNeighbours } from '../../../shared/schema/index.ts';
import { migratedDatabase } from '../../../testkit/services.ts';
import type { Interactions } from '../model/interactions.ts';
import { trainModel } from '../model/train-model.ts';
import { addCreator, addPeople, addVideo, addWatches } from '../testing/people-and-videos.ts';
import { buildModel } from './build-model.ts';
import { createBatchStore } from './store.ts';

const now = new Date('2026-03-01T12:00:00Z');
const before = new Date(now.getTime() - 24 * 3_600_000);
/** More than are deleted at once. */
const OLD_ROWS = 5_000;
let database: Awaited<ReturnType<typeof migratedDatabase>>;
let videoIds: string[];

beforeAll(async () => {
  database = await migratedDatabase();
  const { db } = database;
  const ann = await addCreator(db, 'ann', before);
  videoIds = [await addVideo(db, ann, { createdAt: before }), await addVideo(db, ann, { createdAt: before })];
  const people = ['ben', 'cem', 'dee'];
  await addPeople(db, people, before);
  for (const person of people) await addWatches(db, person, videoIds, before);
  const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${OLD_ROWS})`;
  await db.run(sql`insert into video_neighbours (video_id, neighbours, built_at)
    ${numbers} select 'gone' || i, '[["x",1]]', ${before.getTime()} from n`);
  await db.run(sql`insert into recent_pairs (video_id, other_id, weight, people_bits, updated_at)
    ${numbers} select 'gone' || i, 'x', 1, 7, ${before.getTime()} from n`);
});
afterAll(() => database.stop());

test('what the last model said goes, some rows at a time, and what people watched meanwhile stays', async () => {
  const [a = '', b = ''] = videoIds;
  const statements: string[] = [];
  const db = databaseOver(database.client, { logQuery: (text) => void statements.push(text) });
  const train = async (watches: Interactions) => {
    const pair = { weight: 1, peopleBits: 7, updatedAt: new Date(now.getTime() + 1) };
    await database.db.insert(recentPairs).values({ videoId: a, otherId: b, ...pair });
    return trainModel(watches);
  };
  await buildModel({ batch: createBatchStore(db), train, clock: () => now, closing: new AbortController().signal });

  const made = await database.db.select().from(videoNeighbours);
  expect(made.map(({ videoId }) => videoId).sort()).toEqual([a, b].sort());
  expect((await database.db.select().from(recentPairs)).map(({ videoId }) => videoId)).toEqual([a]);
  const deletions = (table: string) => statements.filter((text) => text.startsWith(`delete from "${table}"`));
  expect(deletions('video_neighbours').length).toBeGreaterThan(2);
  expect(deletions('recent_pairs').length).toBeGreaterThan(2);
  expect(await createBatchStore(db).model()).toMatchObject({ people: 3, videos: 2, events: 6, builtAt: now });
});
