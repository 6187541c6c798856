import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { OpenDatabase } from '../../platform/database.ts';
import { migratedDatabase, type Service } from '../../testkit/services.ts';
import { createFeedWorld, type FeedWorld } from './testing/feed-world.ts';

const ownSeed = 20_261_121;
const [people, channelCount] = [5, 3];
const databases: (OpenDatabase & Service)[] = [];
let nowMs = Date.UTC(2026, 0, 1);
const clock = () => new Date(nowMs);
const worlds: FeedWorld[] = [];
beforeAll(async () => {
  // Nothing is pushed, channels cross the threshold both ways, everything is pushed.
  for (const maxSubscribers of [0, 2, 1_000]) {
    const database = await migratedDatabase();
    databases.push(database);
    worlds.push(await createFeedWorld(database.db, { maxSubscribers, clock }, { people, channelCount }));
  }
}, 60_000);
afterAll(() => Promise.all(databases.map((database) => database.stop())));

/** A small generator of numbers (mulberry32), so that a failure can be repeated. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** One step of the same story in every world: what happened, for the message of a failure. */
function nextStep(
  random: (below: number) => number,
  videoCount: number,
): { what: string; act: (world: FeedWorld) => Promise<unknown> } {
  const [person, channel, video] = [random(people), random(channelCount), random(Math.max(1, videoCount))];
  const later = new Date(nowMs + 1 + random(5_000));
  const steps: [number, string, (world: FeedWorld) => Promise<unknown>][] = [
    [22, `${person} subscribes to ${channel}`, (world) => world.subscribe(person, channel)],
    [14, `${person} leaves ${channel}`, (world) => world.unsubscribe(person, channel)],
    [5, `${video} is hidden`, (world) => world.change(video, { visibility: 'private' })],
    [5, `${video} is shown`, (world) => world.change(video, { visibility: 'public' })],
    [3, `${video} is unlisted`, (world) => world.change(video, { visibility: 'unlisted' })],
    [3, `${video} is put off`, (world) => world.change(video, { publishAt: later })],
    [2, `${video} is put off no more`, (world) => world.change(video, { publishAt: null })],
    [3, `${video} is taken down`, (world) => world.change(video, { takenDownAt: clock() })],
    [3, `${video} is given back`, (world) => world.change(video, { takenDownAt: null })],
    [2, `${video} is deleted`, (world) => world.deleteVideo(video)],
    [1, `the owner of ${channel} is suspended`, (world) => world.suspend(channel, true)],
    [2, `the owner of ${channel} is let in again`, (world) => world.suspend(channel, false)],
    [14, 'what is due is released', (world) => world.release()],
    [
      20,
      'one feed more is written',
      async (world) => {
        const under = (await world.pushing())[0];
        if (under) await world.fanOut.pushPage(under, 1, clock());
      },
    ],
  ];
  let at = random(steps.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, what, act] of steps) {
    if (at < weight) return { what, act };
    at -= weight;
  }
  throw new Error('weights do not add up');
}

test('a feed is the same however its videos come into it, at every moment', async () => {
  const seed = Number(process.env.KINORA_TEST_SEED ?? ownSeed);
  const random = seeded(seed);
  const story: string[] = [];
  let videoCount = 0;
  for (let step = 0; step < 160; step += 1) {
    nowMs += random(1_500);
    if (random(4) === 0) {
      const channel = random(channelCount);
      const publishAt = random(3) === 0 ? new Date(nowMs + random(8_000)) : null;
      const visibility = random(4) === 0 ? 'private' : 'public';
      for (const world of worlds) await world.addVideo(videoCount, channel, { publishAt, visibility });
      story.push(`${videoCount} comes to ${channel}, ${visibility}${publishAt ? ', to be out later' : ''}`);
      videoCount += 1;
    } else {
      const { what, act } = nextStep(random, videoCount);
      if (videoCount > 0 || !/^\d+ is /.test(what)) for (const world of worlds) await act(world);
      story.push(what);
    }
    if (step % 2 === 1) continue;
    const person = (step / 2) % people;
    const [expected, ...feeds] = await Promise.all([
      worlds[0]?.expected(person),
      ...worlds.map((world) => world.read(person)),
    ]);
    if (feeds.some((feed) => !Bun.deepEquals(feed, expected))) console.error(`seed ${seed}: ${story.join('; ')}`);
    for (const feed of feeds) expect(feed).toEqual(expected ?? []);
  }
  if (seed !== ownSeed) return;
  // The story came by all of it.
  const states = await Promise.all(worlds.map((world) => world.states()));
  const ends = states.map((seen) => ['pulled', 'pushed'].filter((end) => seen.some((state) => state === end)));
  expect(ends).toEqual([['pulled'], ['pulled', 'pushed'], ['pushed']]);
  expect(await worlds[0]?.pushedRows(0)).toEqual([]);
}, 120_000);
