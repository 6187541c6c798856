import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Playback } from '../../shared/contracts/playback.ts';
import { isErrorBody } from '../../shared/errors.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, playbackKeys, startEdgeWorld } from './testing/edge-world.ts';
import { mediaUrl, putMedia } from './testing/media-url.ts';

const FILE = '360p/00001.m4s';
const newerKey = `k2:${Buffer.alloc(32, 2).toString('base64url')}`;

async function outcome(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  return isErrorBody(body) ? `${response.status} ${body.error.code}` : `${response.status}`;
}

describe('while a session plays', () => {
  let world: EdgeWorld;
  const videos = ['takenDown01', 'madePrivate', 'unshared001', 'ofSuspended', 'publicVideo'];

  beforeAll(async () => {
    world = await startEdgeWorld({ PLAYBACK_KEYS: `${newerKey},${playbackKeys}` });
    for (const id of videos)
      await world.seed({
        id,
        ...(id === 'ofSuspended' ? { ownerId: 'rogue' } : {}),
        ...(id === 'unshared001' ? { visibility: 'private', sharedWith: ['friend'] } : {}),
      });
    for (const id of videos) await putMedia(world, id, FILE, 'segment');
  }, 60_000);
  afterAll(() => world?.[Symbol.asyncDispose]());

  const ask = async (videoId: string, who: string | null = null, body: unknown = {}) =>
    fetch(`${world.edge.url}/api/v1/videos/${videoId}/playback`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(who === null ? {} : { authorization: `Bearer ${await world.origin.accessToken({ sub: who })}` }),
      },
      body: JSON.stringify(body),
    });
  const start = async (videoId: string, who: string | null = null) =>
    (await (await ask(videoId, who)).json()) as Playback;
  const tokenOf = ({ hls_url }: Playback) => /\/p\/([^/]+)\//.exec(hls_url)?.[1] ?? '';
  /** Fetches a segment every 250 ms until it is refused; how long that took, and the refusal. */
  async function playUntilRefused(session: Playback) {
    const url = new URL(`../${FILE}`, session.hls_url);
    const startedMs = performance.now();
    const refusal = await waitFor(
      async () => {
        const answer = await outcome(await fetch(url));
        return answer === '200' ? null : answer;
      },
      { timeoutMs: 30_000, intervalMs: 250, what: `the end of ${session.session_id}` },
    );
    return { refusal, seconds: (performance.now() - startedMs) / 1000 };
  }

  test('each way of taking access back ends it within 30 s; what was not touched plays on', async () => {
    const sessions = {
      'taken down': await start('takenDown01'),
      'made private': await start('madePrivate'),
      'taken off the list': await start('unshared001', 'friend'),
      "its owner's account suspended": await start('ofSuspended'),
      "the viewer's account suspended": await start('publicVideo', 'badViewer'),
      'the session revoked': await start('publicVideo'),
    };
    const owners = await start('madePrivate', 'owner');
    const untouched = await start('publicVideo');
    for (const session of [...Object.values(sessions), owners, untouched])
      expect(await outcome(await fetch(new URL(`../${FILE}`, session.hls_url)))).toBe('200');

    await world.change('video_revoked', 'takenDown01', { taken_down_at: 5 });
    await world.change('video_revoked', 'madePrivate', { visibility: 'private' });
    await world.unshare('unshared001', 'friend');
    await world.suspendUser('rogue');
    await world.change('user_revoked', 'badViewer');
    await world.change('session_revoked', sessions['the session revoked'].session_id);
    const ends = await Promise.all(
      Object.entries(sessions).map(async ([how, session]) => ({ how, ...(await playUntilRefused(session)) })),
    );
    for (const { how, refusal, seconds } of ends) {
      expect(`${how}: ${refusal}`).toBe(`${how}: 401 token_revoked`);
      expect(seconds).toBeLessThan(30);
    }
    expect(await outcome(await fetch(new URL(`../${FILE}`, untouched.hls_url)))).toBe('200');

    // What a player is told when it asks for a new session.
    const renew = async (session: Playback, videoId: string, who: string | null = null) =>
      outcome(await ask(videoId, who, { token: tokenOf(session) }));
    expect(await renew(sessions['taken down'], 'takenDown01')).toBe('404 not_found');
    expect(await renew(sessions['made private'], 'madePrivate')).toBe('404 not_found');
    expect(await renew(sessions['taken off the list'], 'unshared001', 'friend')).toBe('404 not_found');
    expect(await renew(sessions["its owner's account suspended"], 'ofSuspended')).toBe('404 not_found');
    expect(await renew(sessions["the viewer's account suspended"], 'publicVideo', 'badViewer')).toBe(
      '403 account_suspended',
    );

    // Those who still may play on after one renewal: the owner of a private video in the same session, others in a new one.
    expect((await playUntilRefused(owners)).refusal).toBe('401 token_revoked');
    for (const [session, videoId, who] of [
      [owners, 'madePrivate', 'owner'],
      [sessions['the session revoked'], 'publicVideo', null],
    ] as const) {
      const next = (await (await ask(videoId, who, { token: tokenOf(session) })).json()) as Playback;
      expect(await outcome(await fetch(new URL(`../${FILE}`, next.hls_url)))).toBe('200');
      expect(next.session_id === session.session_id).toBe(who === 'owner');
    }
  }, 40_000);

  test('keys of access tokens are rotated without a deploy', async () => {
    await ask('madePrivate', 'owner');
    await world.origin.rotateKey();
    await waitFor(async () => (await ask('madePrivate', 'owner')).status === 200, {
      timeoutMs: 12_000,
      intervalMs: 250,
      what: 'the new key to be known',
    });
  }, 20_000);

  test('a revoked key opens nothing and signs nothing; the next one signs', async () => {
    const session = await start('publicVideo');
    expect(tokenOf(session)).toContain('.k2.');
    await world.change('key_revoked', 'k2');
    expect((await playUntilRefused(session)).refusal).toBe('401 token_revoked');
    const next = await start('publicVideo');
    expect(tokenOf(next)).toContain('.k1.');
    expect(await outcome(await fetch(new URL(`../${FILE}`, next.hls_url)))).toBe('200');
  }, 40_000);
});

test('as long as the change feed cannot be read, only what is open to everyone is served', async () => {
  await using world = await startEdgeWorld();
  const { readChanges } = world.origin;
  world.origin.readChanges = () => Promise.reject(new Error('away'));
  await world.seed({ id: 'publicVideo' });
  await world.seed({ id: 'unlistedOne', visibility: 'unlisted' });
  for (const id of ['publicVideo', 'unlistedOne']) await putMedia(world, id, FILE, 'segment');
  const play = async (videoId: string) =>
    outcome(await fetch(`${world.edge.url}/api/v1/videos/${videoId}/playback`, { method: 'POST' }));
  const openUrl = await mediaUrl(world, 'publicVideo', FILE);
  const closedUrl = await mediaUrl(world, 'unlistedOne', FILE, { open: false });
  expect(await play('publicVideo')).toBe('200');
  expect(await outcome(await fetch(openUrl))).toBe('200');
  expect(await play('unlistedOne')).toBe('503 unavailable');
  const refused = await fetch(closedUrl);
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await outcome(refused)).toBe('503 unavailable');

  world.origin.readChanges = readChanges;
  await waitFor(async () => (await outcome(await fetch(closedUrl))) === '200', { what: 'the feed to be read again' });
  expect(await play('unlistedOne')).toBe('200');
}, 40_000);
