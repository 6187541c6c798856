import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { startTestOrigin, type TestOrigin, type TestUser, uploadWholeVideo } from '../../origin/testing/test-origin.ts';
import { changes, channels, users } from '../../shared/schema/index.ts';
import { runLauncher } from '../testing/run-launcher.ts';

let origin: TestOrigin;
let owner: TestUser;
beforeAll(async () => {
  origin = await startTestOrigin();
  owner = await origin.signUp();
}, 30_000);
afterAll(() => origin?.stop());

/** Runs `kinora admin … --json` to its end. */
async function admin(...args: string[]) {
  const { child, events } = runLauncher(['admin', ...args], {
    KINORA_REDIS_URL: origin.redisUrl,
    KINORA_ORIGIN_URL: origin.url,
    KINORA_INTERNAL_KEY: origin.config.KINORA_INTERNAL_KEY,
  });
  const { code } = await child.exited;
  return { code, changed: events.filter(({ event }) => event === 'changed').map(({ subject }) => subject), events };
}
const told = async (subject: string) =>
  (await origin.db.select().from(changes).where(eq(changes.subject, subject))).map(({ kind }) => kind);

test('videos are taken down, with a reason, and restored', async () => {
  const [first = '', second = ''] = [await uploadWholeVideo(owner), await uploadWholeVideo(owner)];
  const down = await admin('videos', 'takedown', first, second, '--reason', 'Stolen from a cinema', '--by-law');
  expect(down).toMatchObject({ code: 0, changed: [first, second] });
  expect((await owner.api.video(first)).taken_down).toMatchObject({ reason: 'Stolen from a cinema', by_law: true });
  expect(await admin('videos', 'restore', first)).toMatchObject({ code: 0, changed: [first] });
  expect((await owner.api.video(first)).taken_down).toBeNull();
  expect(await told(first)).toContain('video_revoked');

  const partly = await admin('videos', 'restore', 'noSuchVideo', second);
  expect(partly).toMatchObject({ code: 1, changed: [second] });
  expect(partly.events).toContainEqual(expect.objectContaining({ event: 'error', code: 'not_found' }));
}, 30_000);

test('users are suspended and restored', async () => {
  const { username, user_id } = owner.session.user;
  const suspended = async () => (await origin.db.select().from(users).where(eq(users.id, user_id)))[0]?.suspendedAt;
  expect(await admin('users', 'suspend', username)).toMatchObject({ code: 0, changed: [username] });
  expect(await suspended()).not.toBeNull();
  expect(await admin('users', 'restore', username)).toMatchObject({ code: 0, changed: [username] });
  expect(await suspended()).toBeNull();
}, 30_000);

test('channels are vouched for, and not any more', async () => {
  const handle = owner.session.user.username;
  const isVerified = async () => {
    const [channel] = await origin.db.select().from(channels).where(eq(channels.handle, handle));
    return channel?.verifiedAt !== null;
  };
  expect(await admin('channels', 'verify', handle)).toMatchObject({ code: 0, changed: [handle] });
  expect(await isVerified()).toBe(true);
  expect(await admin('channels', 'unverify', handle, 'nobody_0x')).toMatchObject({ code: 1, changed: [handle] });
  expect(await isVerified()).toBe(false);
}, 30_000);

test('keys and sessions are revoked', async () => {
  const session = '0191e0e0-0000-7000-8000-000000000001';
  expect(await admin('keys', 'revoke', 'k9')).toMatchObject({ code: 0, changed: ['k9'] });
  expect(await admin('sessions', 'revoke', session)).toMatchObject({ code: 0, changed: [session] });
  expect(await told('k9')).toEqual(['key_revoked']);
  expect(await told(session)).toEqual(['session_revoked']);
}, 30_000);

test.each([
  [['videos', 'takedown']],
  [['videos', 'delete', 'aaaaaaaaaaa']],
  [['users', 'suspend', 'someone', '--by-law']],
  [['users', 'suspend', 'someone', '--all']],
  [['toString', 'revoke', 'x']],
])('%j is wrong usage', async (args) => {
  expect((await admin(...args)).code).toBe(2);
});
