import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import sharp from 'sharp';
import { uploadFile } from '../cli/upload/upload-file.ts';
import { signedUp } from '../shared/client/api-client.ts';
import { apiKeyCreatedSchema } from '../shared/contracts/api-keys.ts';
import { channelSchema } from '../shared/contracts/channels.ts';
import { isErrorBody } from '../shared/errors.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

/** A newcomer's way through docs/accounts.md, all of it through the public host. */
const person = { email: 'anna@example.org', password: 'correct horse battery', username: 'anna' };
let kinora: RunningKinora;
let scratch: Awaited<ReturnType<typeof tempDir>>;
let clip: string;
/** The cookies of a browser that is signed in. */
let jar: string[] = [];
let key: string;
let videoId: string;

beforeAll(async () => {
  scratch = await tempDir();
  clip = join(scratch.path, 'clip.mp4');
  kinora = await runKinora(['start']);
  await Promise.all([makeClip({ path: clip, durationSec: 2, width: 320, height: 180, frameRate: 25 }), kinora.ready()]);
}, 120_000);
afterAll(async () => {
  await kinora?.stop();
  await scratch?.remove();
});

const ownPage = { 'sec-fetch-site': 'same-origin' };
function send(method: string, path: string, headers: Record<string, string>, body?: Uint8Array<ArrayBuffer> | object) {
  const isJson = body !== undefined && !(body instanceof Uint8Array);
  return fetch(`${kinora.url}/api/v1${path}`, {
    method,
    headers: { ...headers, ...(isJson ? { 'content-type': 'application/json' } : {}) },
    ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }),
  });
}
const asBrowser = () => ({ ...ownPage, cookie: jar.join('; ') });
const jarOf = (response: Response) => response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
async function outcomeOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  return isErrorBody(body) ? `${response.status} ${body.error.code}` : String(response.status);
}

test('a newcomer signs up in the browser, and becomes the admin by the link that start printed', async () => {
  const signedUp = await send('POST', '/auth/sign-up', ownPage, { ...person, cookies: true });
  expect(signedUp.status).toBe(201);
  jar = jarOf(signedUp);
  expect(jar.map((cookie) => cookie.split('=')[0])).toEqual(['kinora_access', 'kinora_refresh', 'kinora_signed_in']);
  const { url } = await kinora.next(({ event }) => event === 'admin_link');
  const token = new URL(String(url)).searchParams.get('token');
  expect((await send('POST', '/me/admin', asBrowser(), { token })).status).toBe(204);
  const refreshed = await send('POST', '/auth/refresh', asBrowser());
  expect(refreshed.status).toBe(200);
  jar = jarOf(refreshed);
  expect(await (await send('GET', '/me', asBrowser())).json()).toMatchObject({ username: 'anna', role: 'admin' });
});

test('makes a channel and gives it an avatar, which everyone sees', async () => {
  const made = await send('POST', '/channels', asBrowser(), { handle: 'annas_films', name: "Anna's films" });
  expect(made.status).toBe(201);
  const picture = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#806020' } })
    .png()
    .toBuffer();
  const headers = { ...asBrowser(), 'content-type': 'image/png' };
  expect((await send('PUT', '/channels/annas_films/avatar', headers, new Uint8Array(picture))).status).toBe(200);
  const channel = channelSchema.parse(await (await send('GET', '/channels/annas_films', {})).json());
  const file = await fetch(kinora.url + (channel.avatar?.[0]?.webp_url ?? ''));
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/webp']);
});

test('makes an API key and uploads with it', async () => {
  const body = { name: 'upload script', scopes: ['uploads:write', 'videos:read', 'account:read'] };
  const made = apiKeyCreatedSchema.parse(await (await send('POST', '/me/api-keys', asBrowser(), body)).json());
  key = made.key;
  const client = kinora.client(key);
  const { channel_id } = channelSchema.parse(await (await send('GET', '/channels/annas_films', {})).json());
  const uploaded = await uploadFile(client, clip, { details: { title: 'First', visibility: 'private', channel_id } });
  videoId = uploaded.video_id;
  await waitFor(async () => (await client.videoStatus(videoId)).playable, { timeoutMs: 100_000, what: 'playable' });
  expect((await client.video(videoId)).channel.handle).toBe('annas_films');
  const more = await send('POST', '/me/api-keys', { authorization: `Bearer ${key}` }, body);
  expect(await outcomeOf(more)).toBe('403 insufficient_scope');
}, 120_000);

test('the edge knows the cookie: a private video plays in the browser of its owner and nowhere else', async () => {
  const play = (headers: Record<string, string>) => send('POST', `/videos/${videoId}/playback`, headers);
  expect(await outcomeOf(await play({}))).toBe('404 not_found');
  expect((await play(asBrowser())).status).toBe(200);
});

test('a member of the channel plays it too, until dismissed', async () => {
  const person = { email: 'ben@example.org', password: 'horse and cart', username: 'ben' };
  const session = signedUp(await kinora.client().signUp(person));
  const ben = kinora.client(session.access_token);
  const member = (method: string, body?: object) =>
    send(method, '/channels/annas_films/members/ben', asBrowser(), body);
  const plays = () =>
    ben.playback(videoId).then(
      () => true,
      () => false,
    );
  expect(await plays()).toBe(false);
  expect((await member('PUT', { role: 'editor' })).status).toBe(204);
  await waitFor(plays, { timeoutMs: 30_000, what: 'the edge to know the member' });
  expect((await member('DELETE')).status).toBe(204);
  await waitFor(async () => !(await plays()), { timeoutMs: 30_000, what: 'the edge to forget the member' });
}, 90_000);

test('another site’s page changes nothing with the cookies of the browser', async () => {
  for (const foreign of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.test' }]) {
    const headers = { ...foreign, cookie: jar.join('; ') };
    for (const [method, path] of [
      ['POST', '/me/api-keys'],
      ['POST', '/auth/refresh'],
      ['DELETE', '/me/sessions'],
    ] as const)
      expect(await outcomeOf(await send(method, path, headers))).toBe('403 csrf_rejected');
  }
});

test('signing out everywhere ends the browser’s session; the key goes on until it is revoked', async () => {
  expect((await send('DELETE', '/me/sessions', asBrowser())).status).toBe(204);
  expect(await outcomeOf(await send('POST', '/auth/refresh', asBrowser()))).toBe('401 refresh_token_invalid');
  expect((await kinora.client(key).me()).username).toBe('anna');
});
