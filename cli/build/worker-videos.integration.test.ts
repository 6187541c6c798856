import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { publishVideo } from '../../origin/testing/stored-video.ts';
import { type TestUser, uploadWholeVideo } from '../../origin/testing/test-origin.ts';
import { createApiClient } from '../../shared/client/api-client.ts';
import { apiKeyCreatedSchema } from '../../shared/contracts/api-keys.ts';
import { videoSchema } from '../../shared/contracts/videos.ts';
import { users, videos } from '../../shared/schema/index.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeBeforeOrigin, startEdgeBeforeOrigin } from './testing/edge-before-origin.ts';
import { errorCode } from './testing/edge-world.ts';

// What the edge says of a video by itself, against what origin says of it.

type Row = Partial<typeof videos.$inferInsert>;

let world: EdgeBeforeOrigin;
let owner: TestUser;
let stranger: TestUser;
let key: { reads: string; uploads: string };
const bearers: Record<string, () => string | null> = {};
beforeAll(async () => {
  world = await startEdgeBeforeOrigin();
  owner = await world.origin.signUp();
  stranger = await world.origin.signUp();
  const moderator = await world.origin.signUp();
  const { email } = await moderator.api.me();
  await world.origin.db.update(users).set({ role: 'moderator' }).where(eq(users.email, email));
  const session = await createApiClient({ baseUrl: world.origin.url }).signIn({ email, password: 'correct horse' });
  const [reads, uploads] = [await makeKey(['videos:read']), await makeKey(['uploads:write'])];
  key = { reads: reads.key, uploads: uploads.key };
  bearers.anonymous = () => null;
  bearers.owner = () => owner.token;
  bearers.stranger = () => stranger.token;
  bearers.moderator = () => session.access_token;
  bearers['an API key of the owner'] = () => key.reads;
  bearers['a key without the scope'] = () => key.uploads;
}, 60_000);
afterAll(() => world?.[Symbol.asyncDispose]());

async function makeKey(scopes: string[]) {
  const body = { name: 'a script', scopes };
  const response = await world.origin.request('POST', '/me/api-keys', { token: owner.token, body });
  return apiKeyCreatedSchema.parse(await response.json());
}

const get = (baseUrl: string, path: string, token: string | null, method = 'GET') =>
  fetch(`${baseUrl}/api/v1${path}`, { method, headers: token === null ? {} : { authorization: `Bearer ${token}` } });

async function publish(row: Row): Promise<string> {
  const videoId = await uploadWholeVideo(owner, { visibility: 'public', title: 'Über «alles»', tags: ['a', 'b'] });
  await publishVideo(world.origin, videoId, 'lx0001');
  const measured = { durationSec: 12.5, width: 1920, height: 1080, viewCount: 3, likeCount: 5, dislikeCount: 2 };
  await world.origin.db
    .update(videos)
    .set({ ...measured, ...row })
    .where(eq(videos.id, videoId));
  return videoId;
}

const past = new Date('2026-01-02T03:04:05.678Z');
const kinds: [what: string, row: Row, anonymous: number][] = [
  ['a public video', {}, 200],
  [
    'one with all that can be said',
    { category: 'music', language: 'de', codecs: ['h264', 'av1'], publishAt: past },
    200,
  ],
  ['one for some countries, sites and ages', { geoDeny: ['DE'], embedDomains: ['a.test'], ageRestricted: true }, 200],
  ['an unlisted one', { visibility: 'unlisted' }, 200],
  ['a private one', { visibility: 'private' }, 404],
  ['one before its time', { publishAt: new Date('2999-01-01T00:00:00Z') }, 404],
  ['one that does not play yet', { playable: false, complete: false, status: 'processing' }, 404],
  ['one that was taken down', { takenDownAt: past, takenDownReason: 'why' }, 404],
  ['one the law demands', { takenDownAt: past, takenDownByLaw: true }, 451],
  ['a deleted one', { deletedAt: past, visibility: 'private', playable: false }, 404],
];

describe('a video', () => {
  test.each(kinds)('%s is told by the edge as by origin, to everybody', async (_what, row, anonymous) => {
    const path = `/videos/${await publish(row)}`;
    for (const [who, bearer] of Object.entries(bearers)) {
      const [ours, theirs] = [await get(world.edge.url, path, bearer()), await get(world.origin.url, path, bearer())];
      expect([who, ours.status, await ours.text()]).toEqual([who, theirs.status, await theirs.text()]);
      expect(ours.headers.get('content-type')).toBe(theirs.headers.get('content-type'));
      if (who === 'anonymous') expect(ours.status).toBe(anonymous);
    }
  });

  test('a hidden one and one that never was are answered alike, from memory as from the database', async () => {
    const hidden = `/videos/${await publish({ visibility: 'private' })}`;
    for (let times = 0; times < 2; times++)
      for (const token of [null, stranger.token]) {
        const [first, second] = [
          await get(world.edge.url, hidden, token),
          await get(world.edge.url, '/videos/neverWasHer', token),
        ];
        expect([first.status, await first.text()]).toEqual([second.status, await second.text()]);
        const names = (response: Response) => [...response.headers.keys()].sort();
        expect(names(first)).toEqual(names(second));
      }
  });

  test.each(['', '/comments?sort=oldest&limit=3'])('%p is answered before the router as by it', async (below) => {
    const videoId = await publish({ description: 'word '.repeat(500) });
    const url = `${world.edge.url}/api/v1/videos/${videoId}${below}`;
    for (const encoding of ['gzip', 'identity']) {
      const ask = async (headers: Record<string, string>) => {
        const response = await fetch(url, { headers: { ...headers, 'accept-encoding': encoding } });
        const { 'x-request-id': requestId, date: _date, ...others } = Object.fromEntries(response.headers);
        return { requestId, rest: [response.status, others, await response.text()] as const };
      };
      await ask({});
      // A cookie, whatever it says, is for the router.
      const [before, after, routed] = [await ask({}), await ask({}), await ask({ cookie: 'a=b' })];
      expect(before.rest).toEqual(routed.rest);
      const [status, headers] = before.rest;
      expect(status).toBe(200);
      expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
      expect(new Set([before, after, routed].map(({ requestId }) => requestId)).size).toBe(3);
    }
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });

  test('a change by its owner is told to the next who asks, and views as they are counted', async () => {
    const videoId = await publish({});
    const told = async () => videoSchema.parse(await (await get(world.edge.url, `/videos/${videoId}`, null)).json());
    await told();
    await createApiClient({ baseUrl: world.edge.url, accessToken: owner.token }).updateVideo(videoId, { title: 'New' });
    expect((await told()).title).toBe('New');
    await world.origin.db.update(videos).set({ viewCount: 4711 }).where(eq(videos.id, videoId));
    await waitFor(async () => (await told()).view_count === 4711);
  });
});

describe('API keys on what the edge answers itself', () => {
  const routes = (videoId: string) => [`/videos/${videoId}/playback`, `/videos/${videoId}/comments`];

  test('open what their account may see, with the scope for it', async () => {
    for (const path of routes(await publish({ visibility: 'private' }))) {
      expect((await get(world.edge.url, path, key.reads)).status).toBe(200);
      expect(await errorCode(await get(world.edge.url, path, key.uploads))).toBe('insufficient_scope');
      expect(await errorCode(await get(world.edge.url, path, `${key.reads.slice(0, -3)}AAA`))).toBe('token_invalid');
      expect((await get(world.edge.url, path, null)).status).toBe(404);
    }
  });

  test('one that was revoked opens nothing', async () => {
    const [path] = routes(await publish({ visibility: 'private' }));
    const { key: doomed, key_id } = await makeKey(['videos:read']);
    await world.origin.request('DELETE', `/me/api-keys/${key_id}`, { token: owner.token });
    expect(await errorCode(await get(world.edge.url, path ?? '', doomed))).toBe('token_invalid');
  });
});
