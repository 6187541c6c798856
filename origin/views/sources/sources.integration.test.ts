import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { eq, sql } from 'drizzle-orm';
import { createLog } from '../../../platform/log.ts';
import type { TakenView } from '../../../shared/contracts/views.ts';
import { newId, newVideoId } from '../../../shared/ids.ts';
import { channels, discoverySignals, users, videoDays, videos, viewSources } from '../../../shared/schema/index.ts';
import { migratedDatabase } from '../../../testkit/services.ts';
import { countViews, forgetSessions } from '../count-views.ts';
import { createViewStore } from '../store.ts';
import { noonMs, watching } from '../testing/taken-view.ts';
import { sourcesQuery } from './store.ts';

let database: Awaited<ReturnType<typeof migratedDatabase>>;
let videoId: string;
const ownerId = newId();
const channelId = newId();
const times = { createdAt: new Date(), updatedAt: new Date() };
beforeAll(async () => {
  database = await migratedDatabase();
  const name = { name: 'ann', username: 'ann', email: 'ann@example.test' };
  await database.db.insert(users).values({ id: ownerId, ...name, ...times });
  await database.db.insert(channels).values({ id: channelId, ownerId, handle: 'ann_shows', name: 'Ann', ...times });
});
afterAll(() => database?.stop());
beforeEach(async () => {
  videoId = await newVideo();
});

async function newVideo(): Promise<string> {
  const id = newVideoId();
  const state = { visibility: 'public', status: 'ready', durationSec: 60 } as const;
  await database.db.insert(videos).values({ id, channelId, ownerId, title: 'A clip', ...state, ...times });
  return id;
}

/** What one more origin makes of those reports. */
const count = (events: readonly TakenView[], clock = () => new Date()) =>
  countViews(
    {
      ...{ views: createViewStore(database.db), minWatchMs: 10_000, clock },
      sourceLimits: { perAddress: 5, perAccount: 2 },
      log: createLog({ service: 'test', level: 'silent' }),
    },
    events,
  );

/** Whole sessions from one place, of one account, with the tags that the edge would give them. */
function sessions(
  amount: number,
  address: string | null,
  account: string | null = null,
  more: Partial<TakenView> = {},
) {
  const tagOf = (source: string | null) => source && `${videoId} ${source}`;
  const tags = { address_tag: tagOf(address), account_tag: tagOf(account) };
  return Array.from({ length: amount }, () => watching(videoId, 30, { ...tags, ...more }));
}

async function counted(id = videoId) {
  const [video] = await database.db.select().from(videos).where(eq(videos.id, id));
  const days = await database.db.select().from(videoDays).where(eq(videoDays.videoId, id));
  const sum = (of: (day: (typeof days)[number]) => number) => days.reduce((all, day) => all + of(day), 0);
  expect(sum(({ viewCount }) => viewCount)).toBe(video?.viewCount ?? Number.NaN);
  return { views: video?.viewCount, watchedMs: sum(({ watchedMs }) => watchedMs) };
}

test('many sessions behind one address add as many views as it may, and what they watched; others are not held back', async () => {
  await count([...sessions(12, 'cafe'), ...sessions(4, 'home'), ...sessions(3, null)].flat());
  expect(await counted()).toEqual({ views: 5 + 4 + 3, watchedMs: 19 * 30_000 });
  // Nor do trends hear of the others.
  const signals = database.db.select().from(discoverySignals).where(eq(discoverySignals.videoId, videoId));
  expect(await signals).toHaveLength(5 + 4 + 3);
  await count([...sessions(2, 'cafe'), ...sessions(2, 'home')].flat());
  expect((await counted()).views).toBe(5 + 5 + 3);
});

test('many sessions of one account add as many as it may, from wherever; others at its addresses still count', async () => {
  await count([...sessions(3, 'cafe', 'ann'), ...sessions(3, 'home', 'ann'), ...sessions(2, 'cafe', 'bob')].flat());
  expect((await counted()).views).toBe(2 + 2);
  await count(sessions(9, 'cafe').flat()); // two of ann's and two of bob's were from here
  expect((await counted()).views).toBe(5);
});

test('it is exact however reports are cut into batches, repeated, turned round and counted by several origins at once', async () => {
  const all = sessions(40, 'cafe');
  await Promise.all(
    [0, 1, 2, 3].map(async (lane) => {
      const own = all.filter((_, at) => at % 4 === lane);
      for (const session of own) await count(session);
      await count([...own.flat(), ...own.flat()].toReversed());
    }),
  );
  await count(all.flat());
  expect(await counted()).toEqual({ views: 5, watchedMs: 40 * 30_000 });
});

test('another video and another day have views of their own', async () => {
  const [today, other] = [videoId, await newVideo()];
  await count(sessions(9, 'cafe').flat());
  videoId = other;
  await count(sessions(9, 'cafe').flat());
  videoId = today;
  await count(sessions(9, 'cafe', null, { received_at_ms: noonMs - 86_400_000 }).flat());
  expect([(await counted(today)).views, (await counted(other)).views]).toEqual([10, 5]);
});

test('a session that was not counted stays so while it goes on', async () => {
  await count(sessions(5, 'cafe').flat());
  const [late = []] = sessions(1, 'cafe');
  for (const report of late) await count([report]);
  expect(await counted()).toEqual({ views: 5, watchedMs: 6 * 30_000 });
});

test('sources are found by their key, and forgotten with the sessions', async () => {
  await count(sessions(3, 'cafe').flat());
  await forgetSessions({ views: createViewStore(database.db), clock: () => new Date(noonMs + 10 * 86_400_000) });
  expect(await database.db.select().from(viewSources)).not.toEqual([]);
  await forgetSessions({ views: createViewStore(database.db), clock: () => new Date(noonMs + 17 * 86_400_000) });
  expect(await database.db.select().from(viewSources)).toEqual([]);
  const plan = await database.db.all<{ detail: string }>(
    sql`explain query plan ${sourcesQuery([{ day: 'd', tag: 't' }])}`,
  );
  expect(plan.map(({ detail }) => detail)).toContain('SEARCH s USING PRIMARY KEY (day=? AND tag=?)');
});
