import { expect, test } from 'bun:test';
import { AppError } from '../../shared/errors.ts';
import { edgeVideo } from '../testing/edge-video.ts';
import { createCatalogue } from './catalogue.ts';
import type { ReadFrom } from './database.ts';
import { newReads, staleHeaders } from './reads.ts';
import type { EdgeVideo } from './store.ts';

const ID = edgeVideo().videoId;

/** A catalogue over a database that a test writes to, with a clock that it moves. */
function setUp({ hears = true }: { hears?: boolean } = {}) {
  const clock = { nowMs: 1_000_000 };
  const database = { index: 1, visibility: 'public' as EdgeVideo['visibility'], views: 0, isAway: false, reads: 0 };
  const asked: ReadFrom[] = [];
  const beside: Promise<unknown>[] = [];
  async function read<T>(from: ReadFrom, value: () => T) {
    asked.push(from);
    if (database.isAway) throw new AppError('unavailable', 'away');
    return { value: value(), index: database.index };
  }
  const current = (): EdgeVideo => edgeVideo({ visibility: database.visibility });
  const catalogue = createCatalogue({
    store: {
      find: (videoId, from) => read(from, () => (videoId === ID ? current() : null)),
      several: (videoIds, from) => read(from, () => (videoIds.includes(ID) ? [current()] : [])),
      counts: (_videoId, from) => read(from, () => ({ viewCount: database.views, likeCount: 0, dislikeCount: 0 })),
    },
    hearsChanges: () => hears,
    now: () => clock.nowMs,
    waitUntil: (work) => void beside.push(work),
  });
  const visibility = async () => (await catalogue.video(ID))?.visibility;
  return { catalogue, clock, database, asked, visibility, settle: () => Promise.allSettled(beside) };
}

test('a change is in force at the next request once it is heard of, straight from the primary', async () => {
  const { catalogue, database, visibility, asked } = setUp();
  expect(await visibility()).toBe('public');
  database.visibility = 'private';
  catalogue.purge(ID);
  expect(await visibility()).toBe('private');
  expect(asked.slice(1).every(({ fromPrimary }) => fromPrimary)).toBe(true);
});

test.each([true, false])('a change nobody hears of is in force within 30 s (hearing others: %p)', async (hears) => {
  const { clock, database, visibility, settle } = setUp({ hears });
  for (const quietMs of [1_000, 10_000, 29_999]) {
    database.visibility = 'public';
    clock.nowMs += 60_000;
    expect(await visibility()).toBe('public');
    database.visibility = 'private';
    const changedAtMs = clock.nowMs;
    // Whether it is asked for all the time, now and then, or once at the end.
    while (clock.nowMs + quietMs < changedAtMs + 30_000) {
      clock.nowMs += quietMs;
      await visibility();
      await settle();
    }
    clock.nowMs = changedAtMs + 30_000;
    expect(await visibility()).toBe('private');
  }
});

test('no right is decided on a row older than 30 s: then it is an error', async () => {
  const { catalogue, clock, database } = setUp();
  await catalogue.video(ID);
  database.isAway = true;
  clock.nowMs += 29_000;
  const reads = newReads();
  expect((await catalogue.for(reads).video(ID))?.videoId).toBe(ID);
  expect(staleHeaders(reads)).toEqual({ 'x-kinora-stale': '1', age: '29' });
  clock.nowMs += 1_000;
  await expect(catalogue.video(ID)).rejects.toMatchObject({ code: 'unavailable' });
});

test('an answer that is no older than it may be says nothing of its age', async () => {
  const { catalogue, clock } = setUp();
  const reads = newReads();
  await catalogue.for(reads).video(ID);
  clock.nowMs += 24_000;
  await catalogue.for(reads).video(ID);
  expect(staleHeaders(reads)).toEqual({});
});

test('while changes are heard a row is read every 20 s, otherwise every 4 s', async () => {
  for (const [hears, expected] of [
    [true, 3],
    [false, 13],
  ] as const) {
    const { catalogue, clock, asked, settle } = setUp({ hears });
    for (let second = 0; second < 60; second += 1) {
      await catalogue.video(ID);
      await settle();
      clock.nowMs += 1_000;
    }
    expect(asked.length).toBeGreaterThanOrEqual(expected - 1);
    expect(asked.length).toBeLessThanOrEqual(expected + 2);
  }
});

test('views are counted on while the row is kept, and the count outlives the database', async () => {
  const { catalogue, clock, database, settle } = setUp();
  await catalogue.video(ID);
  const viewCount = async () => (await catalogue.counts(ID)).viewCount;
  expect(await viewCount()).toBe(0);
  database.views = 7;
  clock.nowMs += 3_000;
  await viewCount();
  await settle();
  expect(await viewCount()).toBe(7);
  database.isAway = true;
  clock.nowMs += 300_000;
  expect(await viewCount()).toBe(7);
});
