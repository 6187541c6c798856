import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, errorCode, startEdgeWorld } from './testing/edge-world.ts';

let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld({}, { replicated: true });
});
afterAll(() => world?.[Symbol.asyncDispose]());

const replicated = () => {
  if (!world.replicated || !world.gates.replica) throw new Error('no replica');
  return { ...world.replicated, gate: world.gates.replica };
};
const playback = (videoId: string, headers: Record<string, string> = {}) =>
  fetch(`${world.edge.url}/api/v1/videos/${videoId}/playback`, { method: 'POST', headers });
const watch = (videoId: string, headers: Record<string, string> = {}) =>
  fetch(`${world.edge.url}/watch/${videoId}`, { headers });
const titleOf = async (response: Response) => /<h1>(?:<bdi>)?([^<]*)</.exec(await response.text())?.[1];
/** How often the database was asked about a video's row. */
const readsOf = (videoId: string) =>
  [...world.gates.primary.seen, ...replicated().gate.seen].filter(
    (body) => body.includes(videoId) && body.includes('from videos v join'),
  ).length;
const rename = (videoId: string, title: string) =>
  world.database.client.execute({ sql: 'update videos set title = ? where id = ?', args: [title, videoId] });
/** A write through the edge, as its author sends it: what the reads after it bring along. */
async function writeThroughEdge(videoId: string) {
  const response = await fetch(`${world.edge.url}/api/v1/videos/${videoId}`, { method: 'PATCH', body: '{}' });
  return {
    cookie: response.headers.getSetCookie().find((each) => each.startsWith('kinora_consistency=')) ?? '',
    token: response.headers.get('x-kinora-consistency') ?? '',
  };
}

describe('the cache', () => {
  test('sixty parallel misses of one video make one read', async () => {
    const gate = replicated().gate;
    await world.seed({ id: 'parallelVid' });
    await replicated().caughtUp();
    const opening = Promise.withResolvers<void>();
    gate.hold = opening.promise;
    try {
      const answers = Array.from({ length: 60 }, () => playback('parallelVid'));
      await waitFor(() => readsOf('parallelVid') > 0);
      opening.resolve();
      for (const answer of await Promise.all(answers)) expect(answer.status).toBe(200);
    } finally {
      opening.resolve();
      gate.hold = Promise.resolve();
    }
    expect(readsOf('parallelVid')).toBe(1);
  });

  test('a video that is not there is asked for once, however many ask', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => playback('missingVid1')));
    for (const answer of answers) expect(answer.status).toBe(404);
    expect(readsOf('missingVid1')).toBe(1);
  });

  test('what is no video id is never asked for', async () => {
    expect((await playback('not-an-id')).status).toBe(404);
    expect(readsOf('not-an-id')).toBe(0);
  });

  test("views go up while the video's row is read once", async () => {
    await world.seed({ id: 'viewedVideo' });
    await replicated().caughtUp();
    await (await watch('viewedVideo')).text();
    await world.database.client.execute("update videos set view_count = 4711 where id = 'viewedVideo'");
    const readsBefore = readsOf('viewedVideo');
    await waitFor(async () => (await (await watch('viewedVideo')).text()).includes('4,711 views'));
    expect(readsOf('viewedVideo') - readsBefore).toBeLessThanOrEqual(1);
  });
});

describe('the replica', () => {
  test('answers reads; the primary is left alone', async () => {
    await world.seed({ id: 'nearbyVideo' });
    await replicated().caughtUp();
    const primaryReads = world.gates.primary.seen.length;
    expect((await playback('nearbyVideo')).status).toBe(200);
    expect(replicated().gate.seen.some((body) => body.includes('nearbyVideo'))).toBe(true);
    expect(world.gates.primary.seen.length).toBe(primaryReads);
  });

  test('while it hears nothing its author sees the write, others the old page, nobody an error', async () => {
    await world.seed({ id: 'editedVideo', title: 'Before' });
    await replicated().caughtUp();
    expect(await titleOf(await watch('editedVideo'))).toBe('Before');
    await replicated().pauseReplication();
    try {
      await rename('editedVideo', 'After');
      const { cookie, token } = await writeThroughEdge('editedVideo');
      expect(cookie).toContain('; HttpOnly; SameSite=Lax');
      const [author, other] = await Promise.all([
        watch('editedVideo', { cookie: cookie.split(';')[0] ?? '' }),
        watch('editedVideo'),
      ]);
      expect([author.status, other.status]).toEqual([200, 200]);
      expect([await titleOf(author), await titleOf(other)]).toEqual(['After', 'Before']);
      // A page that nobody has asked for is old for others too, and new for who has written.
      await rename('parallelVid', 'Renamed');
      const later = await writeThroughEdge('parallelVid');
      expect(await titleOf(await watch('parallelVid', { 'x-kinora-consistency': later.token }))).toBe('Renamed');
      expect(await titleOf(await watch('parallelVid', { 'x-kinora-consistency': `${token}x` }))).toBeString();
      // It was waited for once; whoever came later went straight to the primary.
      expect(replicated().gate.seen.filter((body) => body.includes('replication_index'))).toHaveLength(1);
      world.gates.primary.isOpen = false;
      await rename('nearbyVideo', 'Out of reach');
      const noPrimary = await watch('nearbyVideo', { 'x-kinora-consistency': later.token });
      expect([noPrimary.status, await titleOf(noPrimary)]).toEqual([200, 'Title of nearbyVideo']);
      expect(world.edge.log.join('')).not.toContain('"level":"error"');
    } finally {
      world.gates.primary.isOpen = true;
      replicated().resumeReplication();
    }
    await waitFor(async () => (await titleOf(await watch('editedVideo'))) === 'After');
  });

  test('an invented token makes nobody wait', async () => {
    const waitsFor = (body: string) => body.includes('replication_index');
    const before = replicated().gate.seen.filter(waitsFor).length;
    await watch('nearbyVideo', { 'x-kinora-consistency': `c1.9999999999.99999.${'A'.repeat(43)}` });
    expect(replicated().gate.seen.filter(waitsFor).length).toBe(before);
  });

  test('a refusing replica is passed over', async () => {
    await world.seed({ id: 'passedOver1' });
    replicated().gate.isOpen = false;
    try {
      expect((await playback('passedOver1')).status).toBe(200);
      expect(world.gates.primary.seen.some((body) => body.includes('passedOver1'))).toBe(true);
    } finally {
      replicated().gate.isOpen = true;
    }
  });
});

// Last: nothing of this comes back.
describe('when servers are gone', () => {
  test('without the replica the primary answers', async () => {
    await world.seed({ id: 'primaryOnly' });
    await replicated().replica.stop();
    expect((await playback('primaryOnly')).status).toBe(200);
  });

  test('without both the last copy stands in and says so; what was never read is 503 with Retry-After', async () => {
    await world.seed({ id: 'lastCopy001', status: 'processing', complete: false });
    expect((await playback('lastCopy001')).status).toBe(200);
    await world.stopDatabase();
    // A copy is used without a word while it is fresh: a second for a video still on its way.
    const stale = await waitFor(async () => {
      const response = await playback('lastCopy001');
      return response.headers.has('x-kinora-stale') ? response : null;
    });
    expect(stale.status).toBe(200);
    expect(stale.headers.get('x-kinora-stale')).toBe('1');
    expect(stale.headers.get('age')).toMatch(/^\d+$/);
    const never = await playback('neverRead01');
    expect([never.status, await errorCode(never)]).toEqual([503, 'unavailable']);
    expect(never.headers.get('retry-after')).toMatch(/^\d+$/);
  });
});
