import { describe, expect, test } from 'bun:test';
import type { ChangeFeedPage } from '../../shared/contracts/changes.ts';
import { playbackClaims } from '../../testkit/playback-claims.ts';
import { createChangeFeed } from './change-feed.ts';

const VIDEO = 'aaaaaaaaaaa';
const page = (head: number, changes: ChangeFeedPage['changes'] = [], more: Partial<ChangeFeedPage> = {}) => ({
  ...{ head, changes, from_start: false, more: false },
  ...more,
});
const revoked = (seq: number, subject = VIDEO) => ({ seq, kind: 'video_revoked', subject }) as const;

/** A feed under a clock of its own, over an origin that answers as the test says. */
function start(answer: (after: number | null) => ChangeFeedPage | Promise<ChangeFeedPage>) {
  const world = { nowMs: 1_000_000, answer, asked: [] as (number | null)[], failures: 0, left: Promise.resolve() };
  const feed = createChangeFeed({
    fetchChanges: async (after) => {
      world.asked.push(after);
      return world.answer(after);
    },
    now: () => world.nowMs,
    waitUntil: (work) => {
      world.left = world.left.then(() => work).then(() => undefined);
    },
    followTimeoutMs: 20,
    onFailure: () => {
      world.failures += 1;
    },
  });
  return { world, feed };
}
const endsToken = (feed: ReturnType<typeof start>['feed'], seq: number) =>
  feed.revocations.hasEnded(playbackClaims(VIDEO, 'g', { seq }), 'k1');

describe('when the feed is read', () => {
  test('the first request waits for it; then nobody waits and nothing is asked for 5 s', async () => {
    const { world, feed } = start(() => page(7, [revoked(7)], { from_start: true }));
    expect(feed.isBlind()).toBe(true);
    await feed.freshen();
    expect(feed.isBlind()).toBe(false);
    expect(endsToken(feed, 6)).toBe(true);
    expect(endsToken(feed, 7)).toBe(false);
    world.nowMs += 4_999;
    expect(feed.freshen()).toBeNull();
    expect(world.asked).toEqual([null]);
  });

  test('after 5 s one reading goes on beside the requests, from where the last ended', async () => {
    const { world, feed } = start((after) => page(after === null ? 7 : 9, after === 7 ? [revoked(9)] : []));
    await feed.freshen();
    world.nowMs += 5_000;
    expect([feed.freshen(), feed.freshen(), feed.freshen()]).toEqual([null, null, null]);
    await world.left;
    expect(world.asked).toEqual([null, 7]);
    expect(endsToken(feed, 8)).toBe(true);
  });

  test('after idling for longer than 10 s a request waits, and sees what happened meanwhile', async () => {
    const { world, feed } = start((after) => page(after === null ? 0 : 1, after === 0 ? [revoked(1)] : []));
    await feed.freshen();
    world.nowMs += 10_000;
    const waiting = feed.freshen();
    expect(waiting).not.toBeNull();
    await waiting;
    expect(endsToken(feed, 0)).toBe(true);
  });

  test('a renewal asks for news at once, though not more than once a second', async () => {
    const { world, feed } = start(() => page(1));
    await feed.freshen();
    await feed.refresh();
    expect(world.asked).toHaveLength(1);
    await feed.refresh(0); // after a change that has just gone through here
    expect(world.asked).toHaveLength(2);
    world.nowMs += 1_000;
    await feed.refresh();
    expect(world.asked).toHaveLength(3);
  });

  test('several pages are read in one go', async () => {
    const { feed, world } = start((after) =>
      after === null ? page(2, [], { more: true }) : page(4, [revoked(4)], { more: after === 2 }),
    );
    await feed.freshen();
    expect(world.asked).toEqual([null, 2, 4]);
  });
});

describe('revoked within 30 s, whatever happens', () => {
  test('while requests come, a revocation counts 5 s later at the latest', async () => {
    const { world, feed } = start(() => page(0));
    await feed.freshen();
    let committedAtMs = Number.NaN;
    for (let elapsedMs = 0; elapsedMs <= 60_000 && !endsToken(feed, 0); elapsedMs += 250) {
      world.nowMs += 250;
      if (elapsedMs === 20_250) {
        committedAtMs = world.nowMs;
        world.answer = () => page(1, [revoked(1)]);
      }
      await feed.freshen();
      await world.left;
    }
    expect(endsToken(feed, 0)).toBe(true);
    expect(world.nowMs - committedAtMs).toBeLessThanOrEqual(5_000);
  });

  test('a feed that cannot be read blinds the edge after 30 s; nobody waits for it meanwhile', async () => {
    const { world, feed } = start(() => page(3));
    await feed.freshen();
    const readAtMs = world.nowMs;
    world.answer = () => Promise.reject(new Error('origin is away'));
    let waits = 0;
    while (!feed.isBlind()) {
      world.nowMs += 250;
      const waiting = feed.freshen();
      if (waiting) waits += 1;
      await waiting;
      await world.left;
    }
    expect(world.nowMs - readAtMs).toBe(30_000);
    expect(waits).toBe(0);
    expect(world.asked.length).toBeLessThanOrEqual(7);
    expect(world.failures).toBe(1);

    world.answer = () => page(5, [revoked(5)]);
    world.nowMs += 5_000;
    await feed.freshen();
    expect(feed.isBlind()).toBe(false);
    expect(endsToken(feed, 4)).toBe(true);
  });

  test('a request that waits does not wait for ever on one that was torn down', async () => {
    const { world, feed } = start(() => new Promise(() => {}));
    void feed.freshen();
    world.answer = () => page(1, [revoked(1)]);
    await feed.freshen();
    expect(endsToken(feed, 0)).toBe(true);
  });
});

describe('what the entries mean', () => {
  test('users, sessions and keys', async () => {
    const { world, feed } = start(() =>
      page(4, [
        { seq: 1, kind: 'user_revoked', subject: 'viewer-hash-1234' },
        { seq: 2, kind: 'session_revoked', subject: '0191e0e0-0000-7000-8000-000000000009' },
        { seq: 3, kind: 'key_revoked', subject: 'leaked' },
        { seq: 4, kind: 'video_changed', subject: VIDEO },
      ]),
    );
    await feed.freshen();
    const ends = (more: Parameters<typeof playbackClaims>[2], kid = 'k1') =>
      feed.revocations.hasEnded(playbackClaims(VIDEO, 'g', more), kid);
    expect(ends({})).toBe(false);
    expect(ends({ viewer: 'viewer-hash-1234', seq: 0 })).toBe(true);
    expect(ends({ viewer: 'viewer-hash-9999', seq: 0 })).toBe(false);
    expect(ends({ sessionId: '0191e0e0-0000-7000-8000-000000000009', seq: 99 })).toBe(true);
    expect(ends({ seq: 99 }, 'leaked')).toBe(true);
    expect(feed.revocations.isSuspended('viewer-hash-1234')).toBe(true);
    expect(feed.revocations.isKeyRevoked('leaked')).toBe(true);

    // Restored: may sign in and watch again, but what was issued before stays ended.
    world.answer = () => page(5, [{ seq: 5, kind: 'user_restored', subject: 'viewer-hash-1234' }]);
    world.nowMs += 20_000;
    await feed.freshen();
    expect(feed.revocations.isSuspended('viewer-hash-1234')).toBe(false);
    expect(ends({ viewer: 'viewer-hash-1234', seq: 0 })).toBe(true);
    expect(ends({ viewer: 'viewer-hash-1234', seq: 5 })).toBe(false);
  });

  test('whoever keeps a copy of a video hears of every change of it', async () => {
    const { feed } = start(() => page(3, [revoked(1, 'one'), { seq: 3, kind: 'video_changed', subject: 'two' }]));
    const heard: string[] = [];
    feed.onVideoChanged((videoId) => heard.push(videoId));
    await feed.freshen();
    expect(heard).toEqual(['one', 'two']);
  });

  test('a database that was put back begins the story anew', async () => {
    const { world, feed } = start(() => page(100, [revoked(100)]));
    await feed.freshen();
    world.answer = () => page(3, [revoked(3)], { from_start: true });
    world.nowMs += 20_000;
    await feed.freshen();
    expect(feed.revocations.seq()).toBe(3);
    expect(endsToken(feed, 2)).toBe(true);
    expect(endsToken(feed, 3)).toBe(false);
  });

  test('a revocation is forgotten when no token can be as old, a key never', async () => {
    const { world, feed } = start(() => page(2, [revoked(1), { seq: 2, kind: 'key_revoked', subject: 'leaked' }]));
    await feed.freshen();
    world.answer = () => page(2);
    world.nowMs += 86_400_000;
    await feed.freshen();
    expect(endsToken(feed, 0)).toBe(true);
    world.nowMs += 3_600_000;
    await feed.freshen();
    expect(endsToken(feed, 0)).toBe(false);
    expect(feed.revocations.isKeyRevoked('leaked')).toBe(true);
  });
});
