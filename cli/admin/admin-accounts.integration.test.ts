import { afterAll, beforeAll, expect, test } from 'bun:test';
import { startTestOrigin, type TestOrigin, type TestUser } from '../../origin/testing/test-origin.ts';
import { meSchema } from '../../shared/contracts/auth.ts';
import { secondFactors } from '../../shared/schema/index.ts';
import { createOutput } from '../output.ts';
import { runLauncher } from '../testing/run-launcher.ts';
import { offerFirstAdmin } from './manage-users.ts';

let origin: TestOrigin;
let someone: TestUser;
beforeAll(async () => {
  origin = await startTestOrigin();
  someone = await origin.signUp();
}, 30_000);
afterAll(() => origin?.stop());

/** Runs `kinora admin … --json` to its end. */
async function admin(...args: string[]) {
  const { child, events } = runLauncher(['admin', ...args], {
    KINORA_REDIS_URL: origin.redisUrl,
    KINORA_ORIGIN_URL: origin.url,
    KINORA_INTERNAL_KEY: origin.config.KINORA_INTERNAL_KEY,
  });
  return { code: (await child.exited).code, events };
}
const roleNow = async (user: TestUser) => {
  const { access_token } = await user.api.refresh(user.session.refresh_token);
  return meSchema.parse(await (await origin.request('GET', '/me', { token: access_token })).json()).role;
};
const claim = async (user: TestUser, token: string) =>
  (await origin.request('POST', '/me/admin', { token: user.token, body: { token } })).status;

test('the first admin is made by a link that works once, and is offered only while there is none', async () => {
  const inside = { url: origin.url, internalKey: origin.config.KINORA_INTERNAL_KEY };
  const events: Record<string, unknown>[] = [];
  const output = { ...createOutput(true), event: (event: Record<string, unknown>) => void events.push(event) };
  await offerFirstAdmin(() => inside, output);
  await offerFirstAdmin(() => inside, output);
  const [old = '', token = ''] = events.map(({ url }) => new URL(String(url)).searchParams.get('token') ?? '');
  expect(events[0]).toMatchObject({ event: 'admin_link' });
  expect(await claim(someone, old)).toBe(400); // each takes the place of the one before
  expect(await claim(someone, token)).toBe(204);
  const second = await origin.signUp();
  expect(await claim(second, token)).toBe(400);
  expect([await roleNow(someone), await roleNow(second)]).toEqual(['admin', 'creator']);
  await offerFirstAdmin(() => inside, output);
  expect(events).toHaveLength(2);
}, 30_000);

test('users are listed and given roles', async () => {
  const user = await origin.signUp();
  const { username } = user.session.user;
  expect(await admin('users', 'role', username, 'moderator')).toMatchObject({ code: 0 });
  const { events } = await admin('users', 'list');
  expect(events[0]).toMatchObject({ event: 'user', username, role: 'moderator', suspended: false });
  expect(events.length).toBeGreaterThan(1);
  expect((await admin('users', 'role', username, 'king')).code).toBe(2);
  expect((await admin('users', 'role', 'nobody_0x', 'admin')).code).toBe(1);
}, 30_000);

test('a second factor is reset, once there is one', async () => {
  const user = await origin.signUp();
  const { username, user_id: userId } = user.session.user;
  expect((await admin('users', 'reset-second-factor', username)).code).toBe(1);
  const now = new Date();
  await origin.db.insert(secondFactors).values({ userId, sealedSecret: 'x', confirmedAt: now, createdAt: now });
  const credentials = { email: `${username}@example.test`, password: 'correct horse' };
  await expect(user.api.signIn(credentials)).rejects.toMatchObject({ code: 'second_factor_required' });
  expect((await admin('users', 'reset-second-factor', username)).code).toBe(0);
  expect((await user.api.signIn(credentials)).user.username).toBe(username);
  await expect(user.api.refresh(user.session.refresh_token)).rejects.toMatchObject({ code: 'refresh_token_invalid' });
}, 30_000);

test('a new role counts at once for what is written with an old token', async () => {
  const [boss, channel] = [await origin.signUp(), someone.session.user.username];
  const verify = () => origin.request('PUT', `/channels/${channel}/verification`, { token: boss.token });
  expect((await verify()).status).toBe(403);
  await admin('users', 'role', boss.session.user.username, 'admin');
  expect((await verify()).status).toBe(204);
  await admin('users', 'role', boss.session.user.username, 'creator');
  expect((await verify()).status).toBe(403);
}, 30_000);

test('another admin is invited by a link', async () => {
  const { code, events } = await admin('users', 'invite-link');
  expect(code).toBe(0);
  const token = new URL(String(events[0]?.url)).searchParams.get('token') ?? '';
  expect(await claim(await origin.signUp(), token)).toBe(204);
}, 30_000);

test('mails that wait for no server are read from the outbox', async () => {
  const { username } = (await origin.signUp()).session.user;
  const { events } = await admin('mail', 'list');
  const mail = events.find(({ to }) => to === `${username}@example.test`);
  expect(mail).toMatchObject({ event: 'mail', state: 'kept', subject: 'Confirm your e-mail address' });
  expect(mail).not.toHaveProperty('text');
  const shown = await admin('mail', 'show', String(mail?.mail_id));
  expect(shown.events[0]?.text).toContain('/account/verify-email?token=');
  expect((await admin('mail', 'show', 'nothing')).code).toBe(1);
}, 30_000);

test.each([[['users', 'role', 'someone']], [['users', 'list', 'all']], [['mail', 'show']], [['mail', 'send', 'x']]])(
  '%j is wrong usage',
  async (args) => {
    expect((await admin(...args)).code).toBe(2);
  },
  30_000,
);
