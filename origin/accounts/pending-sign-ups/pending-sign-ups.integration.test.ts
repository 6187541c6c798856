import { afterAll, beforeAll, expect, spyOn, test } from 'bun:test';
import { desc, eq } from 'drizzle-orm';
import { createApiClient } from '../../../shared/client/api-client.ts';
import { mails, signUps, users } from '../../../shared/schema/index.ts';
import { errorCodeOf, outcomeOf, startTestOrigin, type TestOrigin } from '../../testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_CONFIRM_SIGN_UP: 'true' });
});
afterAll(() => origin.stop());

const password = 'correct horse';
const newName = () => `p_${crypto.randomUUID().slice(0, 8)}x`;
const addressOf = (name: string) => `${name}@example.test`;
const ask = (email: string, username: string) =>
  origin.request('POST', '/auth/sign-up', { body: { email, username, password } });
const mailsTo = (email: string) => origin.db.select().from(mails).where(eq(mails.to, email)).orderBy(desc(mails.id));
async function tokenTo(email: string): Promise<string> {
  const [mail] = await mailsTo(email);
  return /token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? 'no token in the mail';
}
const confirm = async (token: string) =>
  outcomeOf(await origin.request('POST', '/auth/verify-email', { body: { token } }));
const signIn = (email: string) => createApiClient({ baseUrl: origin.url }).signIn({ email, password });
async function register(name = newName()): Promise<{ name: string; email: string }> {
  const email = addressOf(name);
  expect((await ask(email, name)).status).toBe(202);
  expect(await confirm(await tokenTo(email))).toBe('204');
  return { name, email };
}

test('an account is made once its address is confirmed, and not before', async () => {
  const name = newName();
  const email = addressOf(name);
  const answer = await ask(email.toUpperCase(), name);
  expect([answer.status, await answer.json()]).toEqual([202, { confirmation: 'sent' }]);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await errorCodeOf(signIn(email))).toBe('invalid_credentials');
  expect(await outcomeOf(await origin.request('GET', `/channels/${name}`))).toBe('404 not_found');
  const token = await tokenTo(email);
  expect(await confirm(token)).toBe('204');
  expect((await signIn(email)).user.username).toBe(name);
  const me = await createApiClient({ baseUrl: origin.url, accessToken: (await signIn(email)).access_token }).me();
  expect([me.email, me.email_verified]).toEqual([email, true]);
  expect(await confirm(token)).toBe('400 link_invalid');
});

test('a sign-up tells nobody who has an account: answer, work and traces are the same', async () => {
  const { email: known } = await register();
  const unknown = addressOf(newName());
  const hash = spyOn(Bun.password, 'hash');
  const verify = spyOn(Bun.password, 'verify');
  const seen = [];
  for (const email of [known, unknown]) {
    hash.mockClear();
    const name = newName();
    const answer = await ask(email, name);
    const headers = [...answer.headers.keys()].sort();
    const after = [await outcomeOf(await ask(addressOf(newName()), name)), await errorCodeOf(signIn(addressOf(name)))];
    seen.push([answer.status, await answer.json(), headers, hash.mock.calls.length, verify.mock.calls.length, after]);
  }
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]?.slice(3, 5)).toEqual([3, 0]); // this sign-up, the one after it, and a sign-in in vain
  hash.mockRestore();
  verify.mockRestore();
});

test('writes in the language of who asks, and in that of the account where there is one', async () => {
  const email = addressOf(newName());
  const inArabic = (path: string, body: object) =>
    fetch(`${origin.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'ar-EG' },
      body: JSON.stringify(body),
    });
  const subjects = async () => (await mailsTo(email)).map(({ subject }) => subject);
  expect((await inArabic('/auth/sign-up', { email, username: newName(), password })).status).toBe(202);
  expect(await subjects()).toEqual(['تأكيد بريدك الإلكتروني']);
  expect(await confirm(await tokenTo(email))).toBe('204');
  expect((await inArabic('/auth/sign-in', { email, password })).status).toBe(200);
  expect((await ask(email, newName())).status).toBe(202);
  expect((await subjects())[0]).toBe('لديك حساب بالفعل');
  expect((await origin.request('POST', '/auth/password-reset', { body: { email } })).status).toBe(202);
  expect((await subjects())[0]).toBe('اختيار كلمة مرور جديدة');
});

test('whoever has the address is told, with no link that makes another account of it', async () => {
  const { email } = await register();
  const before = await origin.db.select().from(users).where(eq(users.email, email));
  expect((await ask(email, newName())).status).toBe(202);
  const [mail] = await mailsTo(email);
  expect(mail?.subject).toBe('You have an account already');
  expect(mail?.text).not.toContain('token=');
  expect(await origin.db.select().from(users).where(eq(users.email, email))).toEqual(before);
});

test('a name that is taken is refused for every address alike', async () => {
  const { name, email } = await register();
  for (const each of [email, addressOf(newName())])
    expect(await outcomeOf(await ask(each, name))).toBe('409 username_taken');
});

test('of two who want a name the first to confirm has it', async () => {
  const name = newName();
  const [first, second] = [addressOf(newName()), addressOf(newName())];
  for (const email of [first, second]) expect((await ask(email, name)).status).toBe(202);
  expect(await confirm(await tokenTo(second))).toBe('204');
  expect(await confirm(await tokenTo(first))).toBe('409 username_taken');
});

test('ten clicks at once make one account, and an earlier mail makes no second one', async () => {
  const email = addressOf(newName());
  await ask(email, newName());
  const earlier = await tokenTo(email);
  await ask(email, newName());
  const token = await tokenTo(email);
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => confirm(token)));
  expect(outcomes.filter((outcome) => outcome === '204')).toHaveLength(1);
  expect(new Set(outcomes)).toEqual(new Set(['204', '400 link_invalid']));
  expect(await confirm(earlier)).toBe('400 link_invalid');
  expect(await origin.db.select().from(signUps).where(eq(signUps.email, email))).toEqual([]);
});

test('nobody’s mailbox is flooded', async () => {
  const email = addressOf(newName());
  for (let asked = 0; asked < 8; asked++) expect((await ask(email, newName())).status).toBe(202);
  expect(await mailsTo(email)).toHaveLength(5);
});

test('a link works for two days', async () => {
  const email = addressOf(newName());
  await ask(email, newName());
  await origin.db
    .update(signUps)
    .set({ expiresAt: new Date(Date.now() - 1) })
    .where(eq(signUps.email, email));
  expect(await confirm(await tokenTo(email))).toBe('400 link_invalid');
});
