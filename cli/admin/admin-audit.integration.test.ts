import { afterAll, beforeAll, expect, test } from 'bun:test';
import { startTestOrigin, type TestOrigin } from '../../origin/testing/test-origin.ts';
import { runLauncher } from '../testing/run-launcher.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
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

test('the log tells what operators did, and whether somebody has changed it since', async () => {
  const { username } = (await origin.signUp()).session.user;
  expect((await admin('users', 'erase', username)).code).toBe(0);
  expect((await admin('users', 'keep', username)).code).toBe(0);
  expect((await admin('users', 'export', username)).code).toBe(0);
  const { events } = await admin('audit', 'list', '--object', username);
  const done = events.map(({ action }) => action).filter((action) => action !== 'user.export_made');
  expect(done).toEqual(['user.export_asked', 'user.erasure_cancelled', 'user.erasure_asked']);
  expect(events.at(-1)).toMatchObject({ event: 'audit', actor_kind: 'operator', object_username: username });

  const verified = await admin('audit', 'verify');
  expect(verified).toMatchObject({ code: 0, events: [{ event: 'audit_verified', intact: true }] });
  const anchor = String(verified.events[0]?.anchor);
  await origin.db.run('drop trigger audit_log_undeleted');
  await origin.db.run('delete from audit_log where seq > 1');
  expect((await admin('audit', 'verify')).code).toBe(0);
  const broken = await admin('audit', 'verify', '--anchor', anchor);
  expect(broken.code).toBe(1);
  expect(broken.events).toContainEqual(expect.objectContaining({ broken_seq: 2, problem: 'cut_off' }));
  expect((await admin('audit', 'verify', '--anchor', 'nonsense')).code).toBe(2);
}, 60_000);
