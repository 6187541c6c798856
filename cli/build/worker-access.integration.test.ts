import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Playback } from '../../shared/contracts/playback.ts';
import { isErrorBody } from '../../shared/errors.ts';
import { importPlaybackKeys } from '../../shared/tokens/playback-keys.ts';
import { verifyPlaybackToken } from '../../shared/tokens/playback-token.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, GENERATION, playbackKeys, startEdgeWorld } from './testing/edge-world.ts';
import { mediaUrl, putMedia } from './testing/media-url.ts';

let world: EdgeWorld;

beforeAll(async () => {
  world = await startEdgeWorld({ TEST_COUNTRY: 'DE', ANONYMOUS_MAX_HEIGHT: '480' });
  await world.seed({ id: 'publicVideo' });
  await world.seed({ id: 'sharedVideo', visibility: 'private', sharedWith: ['friend'] });
  await world.seed({ id: 'withheldOne' });
  await world.seed({ id: 'withheldLaw' });
  await world.seed({ id: 'bySuspended', ownerId: 'rogue' });
  await world.seed({ id: 'someSites01', embedDomains: ['news.example', '*.blogs.example'] });
  await world.seed({ id: 'renewedOne1' });
  await world.change('video_revoked', 'withheldOne', { taken_down_at: 5, taken_down_reason: 'Stolen' });
  await world.change('video_revoked', 'withheldLaw', { taken_down_at: 5, taken_down_by_law: 1 });
  await world.suspendUser('rogue');
  for (const video of ['publicVideo', 'someSites01', 'renewedOne1'])
    for (const file of ['360p/00001.m4s', '720p/00001.m4s', 'audio/00001.m4s', 'images/poster.jpg'])
      await putMedia(world, video, file, 'bytes');
}, 60_000);
afterAll(() => world?.[Symbol.asyncDispose]());

type Ask = { bearer?: string; headers?: Record<string, string>; body?: unknown };
const ask = (videoId: string, { bearer, headers = {}, body }: Ask = {}) =>
  fetch(`${world.edge.url}/api/v1/videos/${videoId}/playback`, {
    method: 'POST',
    headers: {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
async function outcome(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  return isErrorBody(body) ? `${response.status} ${body.error.code}` : `${response.status}`;
}
const start = async (videoId: string, options: Ask = {}) => (await (await ask(videoId, options)).json()) as Playback;
const tokenOf = (session: Playback) => /\/p\/([^/]+)\//.exec(session.hls_url)?.[1] ?? '';
const claimsOf = async (session: Playback) => {
  const verdict = await verifyPlaybackToken(tokenOf(session), await importPlaybackKeys(playbackKeys), 0);
  if (!verdict.ok) throw new Error('the edge gave a token that is not its own');
  return verdict.claims;
};
const person = (sub: string, role = 'creator') => world.origin.accessToken({ sub, role, adult: true });

describe('who may watch', () => {
  test.each([
    ['sharedVideo', null, '404 not_found'],
    ['sharedVideo', 'stranger', '404 not_found'],
    ['sharedVideo', 'friend', '200'],
    ['sharedVideo', 'owner', '200'],
    ['sharedVideo', 'moderator', '404 not_found'],
    ['withheldOne', null, '404 not_found'],
    ['withheldOne', 'owner', '403 taken_down'],
    ['withheldOne', 'moderator', '200'],
    ['withheldLaw', null, '451 unavailable_for_legal_reasons'],
    ['withheldLaw', 'owner', '451 unavailable_for_legal_reasons'],
    ['bySuspended', null, '404 not_found'],
    ['bySuspended', 'moderator', '200'],
    ['publicVideo', 'rogue', '403 account_suspended'],
    ['missingOne1', 'rogue', '403 account_suspended'],
  ])('%s, %p: %s', async (videoId, who, expected) => {
    const bearer = who === null ? {} : { bearer: await person(who, who === 'moderator' ? 'moderator' : 'creator') };
    expect(await outcome(await ask(videoId, bearer))).toBe(expected);
  });

  test('an owner is told why a video is down', async () => {
    const answer = await ask('withheldOne', { bearer: await person('owner') });
    expect(await answer.json()).toMatchObject({ error: { details: { reason: 'Stolen' } } });
  });

  test.each([[null], ['stranger']])(
    'to %p a private video and one taken down look exactly like a missing one',
    async (who) => {
      const bearer = who === null ? {} : { bearer: await person(who) };
      const answers = await Promise.all(
        ['sharedVideo', 'withheldOne', 'bySuspended', 'missingOne1'].map(async (videoId) => {
          const answer = await ask(videoId, bearer);
          const headers = [...answer.headers].filter(
            ([name]) => !['date', 'x-request-id', 'traceparent'].includes(name) && !name.startsWith('ratelimit'),
          );
          return { status: answer.status, headers, body: await answer.text() };
        }),
      );
      for (const answer of answers) expect(answer).toEqual(answers[0] ?? answer);
    },
  );
});

describe('sites that embed', () => {
  const frame = (referer?: string) =>
    fetch(`${world.edge.url}/embed/someSites01`, {
      headers: { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site', ...(referer ? { referer } : {}) },
    });

  test('on the list get the page, and the browser is told to hold them to it', async () => {
    const page = await frame('https://a.blogs.example/post');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain('frame-ancestors news.example *.blogs.example');
  });

  test('not on the list, or hiding, get none', async () => {
    for (const referer of ['https://evil.example/', 'https://news.example.evil.example/', undefined])
      expect((await frame(referer)).status).toBe(403);
    const anywhere = await fetch(`${world.edge.url}/embed/publicVideo`, { headers: { 'sec-fetch-dest': 'iframe' } });
    expect(anywhere.headers.get('content-security-policy')).toContain('frame-ancestors *');
  });

  test('may start a session for their own players, which plays on no other site', async () => {
    const from = (origin: string) => ({ headers: { origin } });
    expect(await outcome(await ask('someSites01', from('https://evil.example')))).toBe('403 embed_forbidden');
    const session = await start('someSites01', from('https://news.example'));
    const url = new URL('../360p/00001.m4s', session.hls_url);
    expect((await fetch(url, from('https://news.example'))).status).toBe(200);
    expect(await outcome(await fetch(url, from('https://evil.example')))).toBe('401 token_wrong_place');
    expect(await outcome(await fetch(url, from('null')))).toBe('401 token_wrong_place');
    expect((await fetch(url)).status).toBe(200); // not a page at all
  });
});

describe('a capped session', () => {
  test('fetches up to its height, and what all renditions share', async () => {
    const session = await start('publicVideo');
    const get = async (file: string) => outcome(await fetch(new URL(`../${file}`, session.hls_url)));
    expect(await get('360p/00001.m4s')).toBe('200');
    expect(await get('audio/00001.m4s')).toBe('200');
    expect(await get('images/poster.jpg')).toBe('200');
    expect(await get('720p/00001.m4s')).toBe('403 rendition_not_allowed');
    expect(await get('hls/720p.m3u8')).toBe('403 rendition_not_allowed');
    expect(await get('set.json')).toBe('403 rendition_not_allowed');
  });

  test('is lifted for those who sign in', async () => {
    const session = await start('publicVideo', { bearer: await person('someone') });
    expect((await fetch(new URL('../720p/00001.m4s', session.hls_url))).status).toBe(200);
  });

  test("a page's picture token opens pictures alone", async () => {
    const home = await (await fetch(`${world.edge.url}/`)).text();
    const poster = /\/p\/[^" ]+\/publicVideo\/[^" ]+\/images\/poster\.jpg/.exec(home)?.[0] ?? '';
    expect((await fetch(world.edge.url + poster)).status).toBe(200);
    const film = poster.replace('images/poster.jpg', '360p/00001.m4s');
    expect(await outcome(await fetch(world.edge.url + film))).toBe('403 rendition_not_allowed');
  });
});

describe('a renewal', () => {
  test('keeps the session and the files it began with, across a re-encode', async () => {
    const first = await start('renewedOne1');
    await world.change('video_changed', 'renewedOne1', { generation: 'lx0002' });
    const second = await waitFor(async () => {
      const session = await start('renewedOne1', { body: { token: tokenOf(first) } });
      return session.hls_url.includes('/lx0002/') ? session : null;
    });
    expect(second.session_id).toBe(first.session_id);
    expect((await claimsOf(second)).generations).toEqual([GENERATION, 'lx0002']);
    const old = first.hls_url.replace(tokenOf(first), tokenOf(second)).replace('hls/master.m3u8', '360p/00001.m4s');
    expect((await fetch(old)).status).toBe(200);
    const third = await start('renewedOne1', { body: { token: tokenOf(second) } });
    expect((await claimsOf(third)).generations).toEqual([GENERATION, 'lx0002']);

    const fresh = await start('renewedOne1');
    expect(fresh.session_id).not.toBe(first.session_id);
    const notTheirs = first.hls_url
      .replace(tokenOf(first), tokenOf(fresh))
      .replace('hls/master.m3u8', '360p/00001.m4s');
    expect(await outcome(await fetch(notTheirs))).toBe('403 token_wrong_generation');
  });

  test('takes an expired token, but none of another video, another viewer or another maker', async () => {
    const renewed = async (token: string, bearer?: string) =>
      (await start('publicVideo', { body: { token }, ...(bearer ? { bearer } : {}) })).session_id;
    const sessionId = '0191e0e0-0000-7000-8000-00000000abcd';
    const token = async (videoId: string, more = {}) =>
      /\/p\/([^/]+)/.exec(await mediaUrl(world, videoId, 'x', { sessionId, ...more }))?.[1] ?? '';
    const nowSec = Math.floor(Date.now() / 1000);
    expect(await renewed(await token('publicVideo', { expiresAtSec: nowSec - 60 }))).toBe(sessionId);
    expect(await renewed(await token('publicVideo', { expiresAtSec: nowSec - 100_000 }))).not.toBe(sessionId);
    expect(await renewed(await token('someSites01'))).not.toBe(sessionId);
    expect(await renewed(await token('publicVideo'), await person('someone'))).not.toBe(sessionId);
    expect(await renewed(`${await token('publicVideo')}A`)).not.toBe(sessionId);
    for (const body of ['', 'x', '[]', '{"token":7}', `{"token":"${'a'.repeat(5_000)}"}`]) {
      const url = `${world.edge.url}/api/v1/videos/publicVideo/playback`;
      expect((await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status).toBe(
        200,
      );
    }
  });
});
