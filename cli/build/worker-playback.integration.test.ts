import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Playback, playbackSchema } from '../../shared/contracts/playback.ts';
import { type EdgeWorld, errorCode, GENERATION, type SeedVideo, startEdgeWorld } from './testing/edge-world.ts';

let world: EdgeWorld;

beforeAll(async () => {
  world = await startEdgeWorld({ TEST_COUNTRY: 'DE' });
  const videos: SeedVideo[] = [
    { id: 'publicVideo' },
    { id: 'unlisted_01', visibility: 'unlisted' },
    { id: 'privateVid1', visibility: 'private' },
    { id: 'futureVideo', publishAtMs: Date.now() + 3_600_000 },
    { id: 'onlyFrance1', geoAllow: ['FR'] },
    { id: 'notGermany1', geoDeny: ['DE'] },
    { id: 'onlyGermany', geoAllow: ['DE'] },
    { id: 'adultsOnly1', ageRestricted: true },
    { id: 'unfinished1', status: 'processing', playable: false },
    { id: 'partialVid1', status: 'processing', complete: false },
  ];
  for (const video of videos) await world.seed(video);
});
afterAll(() => world?.[Symbol.asyncDispose]());

function playback(videoId: string, bearer?: string, method = 'POST'): Promise<Response> {
  const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  return fetch(`${world.edge.url}/api/v1/videos/${videoId}/playback`, { method, headers });
}

const owner = () => world.origin.accessToken({ sub: 'owner' });
const adult = () => world.origin.accessToken({ sub: 'someone', adult: true });
const minor = () => world.origin.accessToken({ sub: 'someone', adult: false });

test('the answer fits the contract, by POST and by GET', async () => {
  for (const method of ['POST', 'GET']) {
    const response = await playback('publicVideo', undefined, method);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const session = playbackSchema.parse(await response.json());
    expect(session.hls_url).toStartWith(`${world.publicUrl}/p/v2.`);
    expect(session.hls_url).toEndWith(`/publicVideo/${GENERATION}/hls/master.m3u8`);
    expect(session.dash_url).toEndWith(`/publicVideo/${GENERATION}/dash/manifest.mpd`);
    const lifeSec = (Date.parse(session.expires_at) - Date.now()) / 1000;
    expect(lifeSec).toBeGreaterThan(14_300);
    expect(lifeSec).toBeLessThanOrEqual(14_400);
    expect(session.partial).toBe(false);
  }
});

test('a video of which only the first rung plays says so', async () => {
  expect(((await (await playback('partialVid1')).json()) as Playback).partial).toBe(true);
});

const anonymous = async () => undefined;
test.each([
  ['publicVideo', 'anonymous', anonymous, 200, undefined],
  ['unlisted_01', 'anonymous', anonymous, 200, undefined],
  ['privateVid1', 'anonymous', anonymous, 404, 'not_found'],
  ['privateVid1', 'another user', adult, 404, 'not_found'],
  ['privateVid1', 'its owner', owner, 200, undefined],
  ['futureVideo', 'another user', adult, 404, 'not_found'],
  ['futureVideo', 'its owner', owner, 200, undefined],
  ['missingVid1', 'anonymous', anonymous, 404, 'not_found'],
  ['missingVid1', 'a user', owner, 404, 'not_found'],
  ['notAnId', 'anonymous', anonymous, 404, 'not_found'],
  ['onlyFrance1', 'anonymous in DE', anonymous, 451, 'geo_blocked'],
  ['notGermany1', 'anonymous in DE', anonymous, 451, 'geo_blocked'],
  ['onlyGermany', 'anonymous in DE', anonymous, 200, undefined],
  ['onlyFrance1', 'its owner in DE', owner, 200, undefined],
  ['adultsOnly1', 'anonymous', anonymous, 403, 'age_restricted'],
  ['adultsOnly1', 'a minor', minor, 403, 'age_restricted'],
  ['adultsOnly1', 'an adult', adult, 200, undefined],
  ['unfinished1', 'anonymous', anonymous, 409, 'video_not_playable'],
  ['unfinished1', 'its owner', owner, 409, 'video_not_playable'],
] as const)('%s for %s', async (videoId, _who, bearer, status, code) => {
  const response = await playback(videoId, await bearer());
  expect(response.status).toBe(status);
  if (code !== undefined) expect(await errorCode(response)).toBe(code);
});

test('a private video is answered exactly like a missing one', async () => {
  const answers = await Promise.all(['privateVid1', 'missingVid1'].map(async (id) => (await playback(id)).text()));
  expect(answers[0]).toBe(answers[1] ?? '');
});

test("a client's own country header changes nothing", async () => {
  const response = await fetch(`${world.edge.url}/api/v1/videos/onlyFrance1/playback`, {
    headers: { 'cf-ipcountry': 'FR', 'x-kinora-client-country': 'FR' },
  });
  expect(response.status).toBe(451);
});

test('an expired access token is told from an invalid one', async () => {
  const expired = await world.origin.accessToken({ sub: 'owner' }, { expiresAtSec: Math.floor(Date.now() / 1000) - 5 });
  const response = await playback('publicVideo', expired);
  expect(response.status).toBe(401);
  expect(await errorCode(response)).toBe('token_expired');
});

test('a bearer that is not ours is refused, never taken for nobody', async () => {
  const [header, , signature] = (await minor()).split('.');
  const promoted = Buffer.from(JSON.stringify({ sub: 'owner', adult: true, exp: 9_999_999_999 })).toString('base64url');
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${promoted}.`;
  for (const bad of [`${header}.${promoted}.${signature}`, unsigned, 'garbage', 'a.b.c']) {
    const response = await playback('publicVideo', bad);
    expect(response.status).toBe(401);
    expect(await errorCode(response)).toBe('token_invalid');
  }
});

test('other schemes than Bearer are refused as well', async () => {
  const response = await fetch(`${world.edge.url}/api/v1/videos/publicVideo/playback`, {
    headers: { authorization: 'Basic YTpi' },
  });
  expect(response.status).toBe(401);
});

test('made-up key ids do not make the edge ask origin again and again', async () => {
  await playback('publicVideo', await owner());
  const before = world.origin.jwksReads;
  const [, payload, signature] = (await owner()).split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: 'made-up' })).toString('base64url');
  for (let attempt = 0; attempt < 10; attempt += 1)
    expect((await playback('publicVideo', `${header}.${payload}.${signature}`)).status).toBe(401);
  expect(world.origin.jwksReads - before).toBeLessThanOrEqual(1);
});

test('stream redirects to the manifest that was asked for', async () => {
  const stream = (query: string) =>
    fetch(`${world.edge.url}/api/v1/videos/publicVideo/stream${query}`, { redirect: 'manual' });
  for (const [query, end] of [
    ['', '/hls/master.m3u8'],
    ['?format=hls', '/hls/master.m3u8'],
    ['?format=dash', '/dash/manifest.mpd'],
  ] as const) {
    const response = await stream(query);
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toEndWith(end);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cache-control')).toBe('no-store');
  }
  const bad = await stream('?format=flash');
  expect(bad.status).toBe(400);
  expect(await errorCode(bad)).toBe('validation_failed');
});

test("another site's player may ask beforehand", async () => {
  const response = await fetch(`${world.edge.url}/api/v1/videos/publicVideo/playback`, { method: 'OPTIONS' });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-headers')).toContain('Authorization');
});

// Last: the database does not come back.
test('without the database nobody is let in: 503 with Retry-After', async () => {
  await world.stopDatabase();
  for (const videoId of ['neverRead01', 'neverRead02']) {
    const response = await playback(videoId, await owner());
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await errorCode(response)).toBe('unavailable');
  }
});
