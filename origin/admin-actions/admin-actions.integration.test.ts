import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { createApiClient } from '../../shared/client/api-client.ts';
import { type ChangeFeedPage, changeFeedSchema } from '../../shared/contracts/changes.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { newId, newVideoId } from '../../shared/ids.ts';
import { changes, channels, users, videos } from '../../shared/schema/index.ts';
import { createChangeStore } from '../changes/store.ts';
import { outcomeOf, startTestOrigin, type TestOrigin, type TestUser } from '../testing/test-origin.ts';

let origin: TestOrigin;
let owner: TestUser;
let other: TestUser;
let moderator: { token: string };

beforeAll(async () => {
  origin = await startTestOrigin();
  [owner, other] = [await origin.signUp(), await origin.signUp()];
  const promoted = await origin.signUp();
  await origin.db.update(users).set({ role: 'moderator' }).where(eq(users.id, promoted.session.user.user_id));
  const session = await promoted.api.refresh(promoted.session.refresh_token);
  moderator = { token: session.access_token };
}, 60_000);
afterAll(() => origin?.stop());

/** A video that plays, as its row says. */
async function publish(user: TestUser, more: Partial<typeof videos.$inferInsert> = {}): Promise<string> {
  const ownerId = user.session.user.user_id;
  const [channel] = await origin.db.select().from(channels).where(eq(channels.ownerId, ownerId));
  const now = new Date();
  const id = newVideoId();
  await origin.db.insert(videos).values({
    ...{ id, ownerId, channelId: channel?.id ?? '', title: 'A clip', visibility: 'public', status: 'ready' },
    ...{ playable: true, complete: true, generation: 'g1', createdAt: now, updatedAt: now },
    ...more,
  });
  return id;
}

const internal = (method: string, path: string, body?: unknown) =>
  fetch(`${origin.url}/internal${path}`, {
    method,
    headers: { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const admin = async (method: string, path: string, body?: unknown) =>
  outcomeOf(await internal(method, `/admin${path}`, body));
const feed = async (after?: number): Promise<ChangeFeedPage> =>
  changeFeedSchema.parse(
    await (await internal('GET', `/changes${after === undefined ? '' : `?after=${after}`}`)).json(),
  );
const head = async () => (await feed()).head;
/** What was told to the edge since `after`, in order. */
const told = async (after: number) => (await feed(after)).changes.map(({ kind, subject }) => `${kind} ${subject}`);

describe('a take-down', () => {
  test('hides the video from all but moderators, tells its owner why, and ends its sessions', async () => {
    const videoId = await publish(owner);
    const before = await head();
    expect(await admin('PUT', `/videos/${videoId}/takedown`, { reason: 'Not yours' })).toBe('204');
    expect(await told(before)).toEqual([`video_revoked ${videoId}`]);
    for (const token of [undefined, other.token])
      expect(await outcomeOf(await origin.request('GET', `/videos/${videoId}`, token ? { token } : {}))).toBe(
        '404 not_found',
      );
    expect((await owner.api.video(videoId)).taken_down).toMatchObject({ reason: 'Not yours', by_law: false });
    expect((await origin.request('GET', `/videos/${videoId}`, { token: moderator.token })).status).toBe(200);
    const list = (await (await origin.request('GET', '/videos?limit=100')).json()) as {
      videos: { video_id: string }[];
    };
    expect(list.videos.map((video) => video.video_id)).not.toContain(videoId);

    const restored = await head();
    expect(await admin('DELETE', `/videos/${videoId}/takedown`)).toBe('204');
    expect(await admin('DELETE', `/videos/${videoId}/takedown`)).toBe('204'); // harmless, and nobody is told again
    expect(await told(restored)).toEqual([`video_changed ${videoId}`]);
    expect((await other.api.video(videoId)).taken_down).toBeNull();
  });

  test('by law is told to viewers, but not of a video they could not see anyway', async () => {
    const [seen, hidden] = [await publish(owner), await publish(owner, { visibility: 'private' })];
    for (const videoId of [seen, hidden]) await admin('PUT', `/videos/${videoId}/takedown`, { by_law: true });
    const get = async (videoId: string) => outcomeOf(await origin.request('GET', `/videos/${videoId}`));
    expect(await get(seen)).toBe('451 unavailable_for_legal_reasons');
    expect(await get(hidden)).toBe('404 not_found');
  });

  test('of what does not exist is refused', async () => {
    expect(await admin('PUT', `/videos/${newVideoId()}/takedown`, {})).toBe('404 not_found');
    expect(await admin('DELETE', `/videos/${newVideoId()}/takedown`)).toBe('404 not_found');
    expect(await admin('PUT', '/videos/short/takedown', {})).toBe('400 validation_failed');
  });
});

describe('a suspension', () => {
  test('ends writes, sign-in and refresh at once, hides the videos, and all of it comes back', async () => {
    const user = await origin.signUp();
    const { username, user_id } = user.session.user;
    const [first, second] = [await publish(user), await publish(user)];
    const before = await head();
    expect(await admin('PUT', `/users/${username}/suspension`)).toBe('204');
    expect(await admin('PUT', `/users/${username}/suspension`)).toBe('204');
    const entries = await told(before);
    expect(entries[0]).toBe(`user_revoked ${user_id}`);
    expect(entries.slice(1).sort()).toEqual([`video_revoked ${first}`, `video_revoked ${second}`].sort());

    const patch = (token = user.token) =>
      origin.request('PATCH', `/videos/${first}`, { token, body: { title: 'New' } });
    expect(await outcomeOf(await patch())).toBe('403 account_suspended');
    const signIn = { email: `${username}@example.test`, password: 'correct horse' };
    expect(await outcomeOf(await origin.request('POST', '/auth/sign-in', { body: signIn }))).toBe(
      '403 account_suspended',
    );
    const refresh = { refresh_token: user.session.refresh_token };
    expect(await outcomeOf(await origin.request('POST', '/auth/refresh', { body: refresh }))).toBe(
      '403 account_suspended',
    );
    expect(await outcomeOf(await origin.request('GET', `/videos/${first}`))).toBe('404 not_found');

    const restored = await head();
    expect(await admin('DELETE', `/users/${username}/suspension`)).toBe('204');
    expect((await told(restored))[0]).toBe(`user_restored ${user_id}`);
    const { access_token } = await createApiClient({ baseUrl: origin.url }).signIn(signIn);
    expect((await patch(access_token)).status).toBe(200);
    expect(await outcomeOf(await patch())).toBe('401 token_revoked'); // its sign-in ended with the refused refresh
    expect((await origin.request('GET', `/videos/${first}`)).status).toBe(200);
  });

  test('of a user nobody knows is refused', async () => {
    expect(await admin('PUT', '/users/nobody/suspension')).toBe('404 not_found');
  });
});

test('keys and sessions are revoked by their ids', async () => {
  const before = await head();
  const session = newId();
  expect(await admin('PUT', '/keys/k1/revocation')).toBe('204');
  expect(await admin('PUT', `/sessions/${session}/revocation`)).toBe('204');
  expect(await told(before)).toEqual(['key_revoked k1', `session_revoked ${session}`]);
  expect(await admin('PUT', '/keys/K%201/revocation')).toBe('400 validation_failed');
});

test('without the internal key there is nothing', async () => {
  for (const path of ['/internal/changes', '/internal/admin/keys/k1/revocation', '/internal/admin/users/x/suspension'])
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(
        (await fetch(`${origin.url}${path}`, { method, headers: { [internalHeaders.key]: 'guess' } })).status,
      ).toBe(404);
});

describe('what an owner changes', () => {
  test('is told to the edge: as a revocation when fewer may watch, else as a change', async () => {
    const videoId = await publish(owner);
    const kindOf = async (change: Record<string, unknown>) => {
      const before = await head();
      const answer = await origin.request('PATCH', `/videos/${videoId}`, { token: owner.token, body: change });
      expect(answer.status).toBe(200);
      return (await told(before)).map((entry) => entry.split(' ')[0]);
    };
    expect(await kindOf({ title: 'New' })).toEqual(['video_changed']);
    expect(await kindOf({ embed_domains: ['news.example', '*.blogs.example', 'localhost:8080'] })).toEqual([
      'video_revoked',
    ]);
    expect(await kindOf({ embed_domains: [] })).toEqual(['video_changed']);
    expect(await kindOf({ geo_deny: ['FR'] })).toEqual(['video_revoked']);
    expect(await kindOf({ age_restricted: true })).toEqual(['video_revoked']);
    expect(await kindOf({ publish_at: '2100-01-01T00:00:00Z' })).toEqual(['video_revoked']);
    expect(await kindOf({ publish_at: null })).toEqual(['video_changed']);
    expect(await kindOf({ visibility: 'private' })).toEqual(['video_revoked']);
    expect(await kindOf({ visibility: 'public' })).toEqual(['video_changed']);
  });

  test.each(['https://news.example', 'NEWS.example', 'news.example/x', "x; script-src 'none'", '*', '*.', 'a b', ''])(
    'the embed domain %p is refused',
    async (domain) => {
      const videoId = await publish(owner);
      const answer = await origin.request('PATCH', `/videos/${videoId}`, {
        token: owner.token,
        body: { embed_domains: [domain] },
      });
      expect(await outcomeOf(answer)).toBe('400 validation_failed');
    },
  );
});

describe('sharing a private video', () => {
  const share = (method: string, videoId: string, username: string, token: string | undefined) =>
    origin.request(method, `/videos/${videoId}/shares/${username}`, token === undefined ? {} : { token });

  test('lets that user see it, and nobody else; taking it back ends their sessions', async () => {
    const videoId = await publish(owner, { visibility: 'private' });
    const { username } = other.session.user;
    const stranger = await origin.signUp();
    const see = async (token?: string) =>
      (await origin.request('GET', `/videos/${videoId}`, token ? { token } : {})).status;
    expect(await see(other.token)).toBe(404);

    let before = await head();
    for (let times = 0; times < 2; times += 1)
      expect((await share('PUT', videoId, username, owner.token)).status).toBe(204);
    expect(await told(before)).toEqual([`video_changed ${videoId}`]);
    expect([await see(other.token), await see(stranger.token), await see()]).toEqual([200, 404, 404]);
    const list = await origin.request('GET', `/videos/${videoId}/shares`, { token: owner.token });
    expect(await list.json()).toMatchObject({ shares: [{ username }], next_cursor: null });
    expect((await origin.request('GET', `/videos/${videoId}/shares`, { token: other.token })).status).toBe(403);

    before = await head();
    for (let times = 0; times < 2; times += 1)
      expect((await share('DELETE', videoId, username, owner.token)).status).toBe(204);
    expect(await told(before)).toEqual([`video_revoked ${videoId}`]);
    expect(await see(other.token)).toBe(404);
  });

  test('is for its owner alone and for users who exist', async () => {
    const videoId = await publish(owner, { visibility: 'private' });
    expect(await outcomeOf(await share('PUT', videoId, 'nobody', owner.token))).toBe('404 not_found');
    expect((await share('PUT', videoId, other.session.user.username, other.token)).status).toBe(404);
    expect((await share('PUT', videoId, other.session.user.username, undefined)).status).toBe(401);
  });
});

describe('the feed', () => {
  test('starts anew for one who knows nothing, with each revocation once, and for one who is ahead', async () => {
    const videoId = await publish(owner);
    for (let times = 0; times < 3; times += 1) await admin('PUT', `/videos/${videoId}/takedown`, {});
    await origin.request('PATCH', `/videos/${await publish(owner)}`, { token: owner.token, body: { title: 'x' } });
    for (const page of [await feed(), await feed((await head()) + 1)]) {
      expect(page.from_start).toBe(true);
      expect(page.changes.filter(({ subject }) => subject === videoId)).toHaveLength(1);
      expect(page.changes.filter(({ kind }) => kind === 'video_changed')).toEqual([]);
    }
    expect(await feed(await head())).toMatchObject({ from_start: false, changes: [], more: false });
  });

  test('comes in pages', async () => {
    const before = await head();
    const change = { kind: 'video_changed', subject: 'aaaaaaaaaaa', at: new Date() } as const;
    await origin.db.insert(changes).values(Array.from({ length: 1_100 }, () => change));
    const first = await feed(before);
    expect([first.changes.length, first.more, first.head]).toEqual([1_000, true, before + 1_000]);
    const second = await feed(first.head);
    expect([second.changes.length, second.more, second.head]).toEqual([100, false, before + 1_100]);
  });

  test('is pruned, but for keys and its highest number', async () => {
    const store = createChangeStore(origin.db);
    await store.note('key_revoked', 'leaked', new Date(0));
    const newest = await head();
    await store.deleteBefore(new Date(Date.now() + 60_000));
    const page = await feed();
    expect(page.head).toBe(newest);
    expect(page.changes.map(({ kind }) => kind)).not.toContain('video_revoked');
    expect(page.changes).toContainEqual(expect.objectContaining({ kind: 'key_revoked', subject: 'leaked' }));
    await store.note('video_changed', 'aaaaaaaaaaa', new Date());
    expect(await head()).toBeGreaterThan(newest);
  });

  test('is read by its indices alone', async () => {
    const plan = async (query: string) =>
      (await origin.db.all<{ detail: string }>(`explain query plan ${query}`)).map(({ detail }) => detail).join('; ');
    expect(await plan('select seq from changes where seq > 5 order by seq limit 10')).toContain('INTEGER PRIMARY KEY');
    const revocations = `select kind, subject, max(seq) from changes where kind = 'key_revoked'
      or (kind in ('video_revoked', 'user_revoked') and at > 5) group by kind, subject`;
    expect(await plan(revocations)).toContain('USING INDEX changes_kind');
    expect(await plan(revocations)).not.toContain('SCAN changes');
  });
});
