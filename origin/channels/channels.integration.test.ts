import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { createApiClient, signedUp } from '../../shared/client/api-client.ts';
import { type Channel, channelSchema, ownChannelListSchema } from '../../shared/contracts/channels.ts';
import { idempotencyKeys, retiredHandles, users, videos } from '../../shared/schema/index.ts';
import {
  errorCodeOf,
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';
import { videosSchema } from '../videos/routes.ts';

let origin: TestOrigin;
let owner: TestUser;
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_CHANNELS_PER_USER: '6' });
  owner = await origin.signUp();
});
afterAll(() => origin.stop());

const newHandle = () => `c_${crypto.randomUUID().slice(0, 8)}x`;
const ask = async (user: TestUser | null, method: string, path: string, body?: unknown) =>
  origin.request(method, path, { ...(user ? { token: user.token } : {}), ...(body === undefined ? {} : { body }) });
const read = async (reference: string) =>
  channelSchema.parse(await (await ask(null, 'GET', `/channels/${reference}`)).json());

async function makeChannel(user: TestUser, more: object = {}): Promise<Channel> {
  const response = await ask(user, 'POST', '/channels', { handle: newHandle(), name: 'A channel', ...more });
  expect(response.status).toBe(201);
  return channelSchema.parse(await response.json());
}

describe('a channel', () => {
  test('is made beside the first one, and read by everyone under its handle and its id', async () => {
    const user = await origin.signUp();
    const links = [{ title: 'Home', url: 'https://example.org/me' }];
    const made = await makeChannel(user, { description: 'What it is about', links });
    expect(made).toMatchObject({
      name: 'A channel',
      links,
      verified: false,
      avatar: null,
      banner: null,
      video_count: 0,
    });
    expect(await read(made.handle)).toEqual(made);
    expect(await read(made.channel_id)).toEqual(made);
    const mine = ownChannelListSchema.parse(await (await ask(user, 'GET', '/me/channels')).json()).channels;
    expect(mine.map(({ handle, role }) => [handle, role])).toEqual([
      [user.session.user.username, 'owner'],
      [made.handle, 'owner'],
    ]);
  });

  test('counts and lists its public videos', async () => {
    const user = await origin.signUp();
    const one = await makeChannel(user);
    const ids: string[] = [];
    for (const visibility of ['public', 'public', 'private'] as const)
      ids.push(await uploadWholeVideo(user, { channel_id: one.channel_id, visibility }));
    await uploadWholeVideo(user);
    await origin.db.update(videos).set({ playable: true });
    expect((await read(one.handle)).video_count).toBe(2);
    const page = async (path: string) => videosSchema.parse(await (await ask(null, 'GET', path)).json());
    const first = await page(`/channels/${one.handle}/videos?limit=1`);
    expect(first.videos.map(({ video_id }) => video_id)).toEqual([ids[1] ?? '']);
    const next = `/channels/${one.handle}/videos?limit=1&cursor=${first.next_cursor}`;
    const second = await page(next);
    expect([second.videos.map(({ video_id }) => video_id), second.next_cursor]).toEqual([[ids[0] ?? ''], null]);
    const elsewhere = await ask(null, 'GET', `/videos?cursor=${first.next_cursor}`);
    expect(await outcomeOf(elsewhere)).toBe('400 validation_failed');
  });

  test('says only what fits a page, and links only to the web', async () => {
    for (const change of [
      { name: ' ' },
      { links: [{ title: 'x', url: 'javascript:alert(1)' }] },
      { links: [{ title: 'x', url: 'data:text/html,x' }] },
      { links: Array.from({ length: 11 }, () => ({ title: 'x', url: 'https://example.org' })) },
      { description: 'x'.repeat(5001) },
    ])
      expect(await outcomeOf(await ask(owner, 'PATCH', `/channels/${owner.session.user.username}`, change))).toBe(
        '400 validation_failed',
      );
  });

  test('is made once by a request that is repeated, even when its first answer was lost on the way', async () => {
    const user = await origin.signUp();
    const headers = {
      authorization: `Bearer ${user.token}`,
      'content-type': 'application/json',
      'idempotency-key': 'k',
    };
    const body = JSON.stringify({ handle: newHandle(), name: 'Once' });
    const create = async () =>
      channelSchema.parse(
        await (await fetch(`${origin.url}/api/v1/channels`, { method: 'POST', headers, body })).json(),
      );
    const first = await create();
    await origin.db.update(idempotencyKeys).set({ status: null, body: null, claimedUntilMs: 0 });
    expect(await create()).toEqual(first);
  });

  test('says which codecs its videos are offered in', async () => {
    const { channel_id, codecs } = await makeChannel(owner);
    expect(codecs).toEqual(['h264']);
    const say = async (wanted: unknown) => {
      const answer = await ask(owner, 'PATCH', `/channels/${channel_id}`, { codecs: wanted });
      return answer.ok ? channelSchema.parse(await answer.json()).codecs : outcomeOf(answer);
    };
    expect(await say(['h264', 'av1'])).toEqual(['h264', 'av1']);
    expect(await say(['av1'])).toBe('400 validation_failed');
    expect(await say(['h264'])).toEqual(['h264']);
  });

  test('is one of so many that an account may have', async () => {
    const user = await origin.signUp();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, async () =>
        outcomeOf(await ask(user, 'POST', '/channels', { handle: newHandle(), name: 'x' })),
      ),
    );
    expect(outcomes.sort()).toEqual([...Array(5).fill('201'), ...Array(3).fill('403 quota_exceeded')]);
  });

  test('of a suspended owner is not there', async () => {
    const user = await origin.signUp();
    const handle = user.session.user.username;
    await origin.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, user.session.user.user_id));
    expect(await outcomeOf(await ask(null, 'GET', `/channels/${handle}`))).toBe('404 not_found');
    expect(await outcomeOf(await ask(null, 'GET', `/channels/${handle}/videos`))).toBe('404 not_found');
  });
});

describe('a handle', () => {
  const take = async (handle: string) =>
    outcomeOf(await ask(await origin.signUp(), 'POST', '/channels', { handle, name: 'x' }));

  test('is taken once, and what looks like it with it', async () => {
    await makeChannel(owner, { handle: 'paypal_0mart' });
    for (const handle of ['paypal_0mart', 'paypa1_0mart', 'paypal_omart', 'paypal_0rnart'])
      expect(await take(handle)).toBe('409 handle_taken');
    const email = `${newHandle()}@example.test`;
    const signUp = { email, password: 'correct horse', username: 'paypa1_omart' };
    expect(await errorCodeOf(createApiClient({ baseUrl: origin.url }).signUp(signUp))).toBe('username_taken');
  });

  test('of another script, of the platform or out of shape is nobody’s', async () => {
    expect(await take('раураl')).toBe('400 validation_failed');
    for (const handle of ['admin', 'adm1n', 'k1n0ra']) expect(await take(handle)).toBe('409 handle_taken');
    const signUp = { email: `${newHandle()}@example.test`, password: 'correct horse', username: 'moderator' };
    expect(await errorCodeOf(createApiClient({ baseUrl: origin.url }).signUp(signUp))).toBe('username_taken');
  });

  test('that was given up leads to the channel, and is nobody else’s until its time is over', async () => {
    const user = await origin.signUp();
    const made = await makeChannel(user);
    const handle = newHandle();
    const renamed = await ask(user, 'PATCH', `/channels/${made.handle}`, { handle, name: 'Renamed' });
    expect(await renamed.json()).toMatchObject({ channel_id: made.channel_id, handle, name: 'Renamed' });
    const old = await fetch(`${origin.url}/api/v1/channels/${made.handle}`, { redirect: 'manual' });
    expect([old.status, old.headers.get('location')]).toEqual([308, `/api/v1/channels/${handle}`]);
    expect((await read(made.handle)).handle).toBe(handle);
    expect(await take(made.handle)).toBe('409 handle_taken');
    const signUp = { email: `${newHandle()}@example.test`, password: 'correct horse', username: made.handle };
    expect(await errorCodeOf(createApiClient({ baseUrl: origin.url }).signUp(signUp))).toBe('username_taken');
    await origin.db.update(retiredHandles).set({ expiresAt: new Date() }).where(eq(retiredHandles.handle, made.handle));
    expect(await outcomeOf(await ask(null, 'GET', `/channels/${made.handle}`))).toBe('404 not_found');
    expect(await take(made.handle)).toBe('201');
  });

  test('can be taken back, and changed only so often', async () => {
    const user = await origin.signUp();
    const made = await makeChannel(user);
    const rename = async (handle: string) =>
      outcomeOf(await ask(user, 'PATCH', `/channels/${made.channel_id}`, { handle }));
    const [second, third] = [newHandle(), newHandle()];
    expect(await rename(second)).toBe('200');
    expect(await rename(made.handle)).toBe('200');
    expect(await rename(third)).toBe('200');
    const refused = await ask(user, 'PATCH', `/channels/${made.channel_id}`, { handle: newHandle() });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(13 * 24 * 3600);
    expect(await outcomeOf(refused)).toBe('429 rate_limited');
    expect((await read(made.channel_id)).handle).toBe(third);
  });

  test('wanted by ten at once goes to one', async () => {
    const handle = newHandle();
    const wanting = await Promise.all(Array.from({ length: 10 }, () => origin.signUp()));
    const outcomes = await Promise.all(
      wanting.map(async (user) => outcomeOf(await ask(user, 'POST', '/channels', { handle, name: 'x' }))),
    );
    expect(outcomes.filter((outcome) => outcome === '201')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['201', '409 handle_taken']));
  });
});

test('the verified mark is given by admins alone', async () => {
  const made = await makeChannel(owner);
  const mark = (user: TestUser, method: string) => ask(user, method, `/channels/${made.handle}/verification`);
  expect(await outcomeOf(await mark(owner, 'PUT'))).toBe('403 forbidden');
  const person = { email: `${newHandle()}@example.test`, password: 'correct horse', username: newHandle() };
  const client = createApiClient({ baseUrl: origin.url });
  const { user } = signedUp(await client.signUp(person));
  await origin.db.update(users).set({ role: 'admin' }).where(eq(users.id, user.user_id));
  const session = await client.signIn({ email: person.email, password: person.password });
  const admin = { session, token: session.access_token, api: client };
  expect((await mark(admin, 'PUT')).status).toBe(204);
  expect((await read(made.handle)).verified).toBe(true);
  expect((await mark(admin, 'DELETE')).status).toBe(204);
  expect((await read(made.handle)).verified).toBe(false);
});
