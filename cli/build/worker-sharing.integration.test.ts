import { afterAll, beforeAll, expect, test } from 'bun:test';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, startEdgeWorld } from './testing/edge-world.ts';
import { mediaUrl, putMedia } from './testing/media-url.ts';

// What requests share in one isolate. The runtime complains when a promise of a request that is over is settled by
// another: whatever waited for it then never goes on.

const VIDEO = 'sharedVideo';
const PARALLEL = 200;
const complaint = 'different request context';

let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld();
  await world.seed({ id: VIDEO });
});
afterAll(() => world?.[Symbol.asyncDispose]());

const many = <T>(ask: () => Promise<T>) => Promise.all(Array.from({ length: PARALLEL }, ask));

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: resolve };
}

test('200 viewers at once: one reading of the segment, each gets it, and no request waits for another that is over', async () => {
  const file = '360p/00001.m4s';
  await putMedia(world, VIDEO, file, 'for all');
  const url = await mediaUrl(world, VIDEO, file);
  const held = gate();
  world.origin.mediaGate = held.promise;
  const answers = many(async () => (await fetch(url)).text());
  await waitFor(() => world.origin.mediaReads.size === 1, { what: 'the one reading' });
  held.open();
  expect(new Set(await answers)).toEqual(new Set(['for all']));
  expect([...world.origin.mediaReads.values()]).toEqual([1]);

  const playbacks = await many(() =>
    fetch(`${world.edge.url}/api/v1/videos/${VIDEO}/playback`, { method: 'POST' }).then((it) => it.status),
  );
  expect(new Set(playbacks)).toEqual(new Set([200]));
  expect(world.edge.log.join('')).not.toContain(complaint);
}, 20_000);

test('requests that come and go while the change feed is being read leave nothing behind', async () => {
  const file = '360p/00002.m4s';
  await putMedia(world, VIDEO, file, 'again');
  const url = await mediaUrl(world, VIDEO, file);
  const ask = async () => (await fetch(url)).text();
  await ask();
  const [readChanges, held] = [world.origin.readChanges, gate()];
  world.origin.readChanges = async (after) => {
    await held.promise;
    return readChanges(after);
  };
  const readsBefore = world.origin.changeReads;
  await waitFor(async () => (await ask()) === 'again' && world.origin.changeReads > readsBefore, {
    timeoutMs: 10_000,
    what: 'the feed to be read beside a request',
  });
  expect(new Set(await many(ask))).toEqual(new Set(['again']));
  expect(world.origin.changeReads).toBe(readsBefore + 1);
  held.open();
  world.origin.readChanges = readChanges;
  await waitFor(async () => (await ask()) === 'again' && world.origin.changeReads > readsBefore + 1, {
    timeoutMs: 10_000,
    what: 'the next reading',
  });
  expect(world.edge.log.join('')).not.toContain(complaint);
}, 30_000);
