import { afterAll, beforeAll, expect, test } from 'bun:test';
import { and, eq } from 'drizzle-orm';
import { watchHistory } from '../../../shared/schema/index.ts';
import { migratedDatabase } from '../../../testkit/services.ts';
import { itemsOf, userCountOf } from '../model/interactions.ts';
import { addCreator, addPeople, addVideo, addWatches } from '../testing/people-and-videos.ts';
import { readWatches } from './read-watches.ts';
import { createBatchStore } from './store.ts';

const start = new Date('2026-03-01T12:00:00Z');
let database: Awaited<ReturnType<typeof migratedDatabase>>;
const videoIds: string[] = [];
beforeAll(async () => {
  database = await migratedDatabase();
  const ann = await addCreator(database.db, 'ann', start);
  await addPeople(database.db, ['ben', 'cem', 'dee', 'eve'], start);
  for (let at = 0; at < 6; at++) videoIds.push(await addVideo(database.db, ann, { createdAt: start }));
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = videoIds;
  await addWatches(database.db, 'ben', [c, a, b], start);
  await addWatches(database.db, 'dee', [d], start);
  await addWatches(database.db, 'eve', [f, e, d, a], start);
  const removed = and(eq(watchHistory.userId, 'eve'), eq(watchHistory.videoId, d));
  await database.db.update(watchHistory).set({ isRemoved: true }).where(removed);
});
afterAll(() => database.stop());

test.each([1, 2, 500])(
  'everybody who watched several videos is read once, oldest first, with %d people to a page',
  async (people) => {
    const store = createBatchStore(database.db);
    const pageOfWatches: typeof store.pageOfWatches = (after, _, newest) => store.pageOfWatches(after, people, newest);
    const { watches, videoIds: numbered } = await readWatches({ pageOfWatches }, new AbortController().signal);
    const lists = Array.from({ length: userCountOf(watches) }, (_, user) =>
      [...itemsOf(watches, user)].map((item) => videoIds.indexOf(numbered[item] ?? '')),
    );
    expect(lists).toEqual([
      [2, 0, 1],
      [5, 4, 0],
    ]);
    expect(watches.itemCount).toBe(5);
  },
);

test('of each person only the newest are read', async () => {
  const { lists } = await createBatchStore(database.db).pageOfWatches('', 500, 2);
  const [, b, , d, e] = videoIds;
  expect(lists).toEqual([[b ?? '', videoIds[0] ?? ''], [d ?? ''], [videoIds[0] ?? '', e ?? '']]);
});

test('reading stops when the service does', async () => {
  const store = createBatchStore(database.db);
  await expect(readWatches(store, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
});
