import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { desc, eq } from 'drizzle-orm';
import { createApiClient } from '../../../shared/client/api-client.ts';
import { accountTokens, mails, users } from '../../../shared/schema/index.ts';
import { errorCodeOf, outcomeOf, startTestOrigin, type TestOrigin, type TestUser } from '../../testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
});
afterAll(() => origin.stop());

const password = 'correct horse';
const emailOf = (user: TestUser) => `${user.session.user.username}@example.test`;
const anonymous = () => createApiClient({ baseUrl: origin.url });
const mailsTo = async (to: string) =>
  origin.db.select().from(mails).where(eq(mails.to, to)).orderBy(desc(mails.createdAt), desc(mails.id));
/** The token in the newest mail to `to`. */
async function tokenTo(to: string): Promise<string> {
  const [mail] = await mailsTo(to);
  return /\?token=([\w-]{43})$/m.exec(mail?.text ?? '')?.[1] ?? '';
}
const post = (path: string, body: unknown, token?: string) =>
  origin.request('POST', path, { body, ...(token === undefined ? {} : { token }) });
const put = (path: string, body: unknown, token: string) => origin.request('PUT', path, { body, token });
const signIn = (email: string, secret: string) => errorCodeOf(anonymous().signIn({ email, password: secret }));

describe('a new account', () => {
  test('gets a mail whose link confirms its address, once', async () => {
    const user = await origin.signUp();
    expect((await user.api.me()).email_verified).toBe(false);
    const token = await tokenTo(emailOf(user));
    const stored = JSON.stringify(await origin.db.select().from(accountTokens));
    expect(stored).not.toContain(token);
    expect((await post('/auth/verify-email', { token })).status).toBe(204);
    expect((await user.api.me()).email_verified).toBe(true);
    expect(await outcomeOf(await post('/auth/verify-email', { token }))).toBe('400 link_invalid');
    expect((await post('/me/email-verification', undefined, user.token)).status).toBe(202);
    expect(await mailsTo(emailOf(user))).toHaveLength(1);
  });

  test('can have the mail again, but not without end', async () => {
    const user = await origin.signUp();
    const outcomes: string[] = [];
    for (let asked = 0; asked < 5; asked++)
      outcomes.push(await outcomeOf(await post('/me/email-verification', undefined, user.token)));
    expect(outcomes).toEqual(['202', '202', '202', '202', '429 rate_limited']);
    expect(await mailsTo(emailOf(user))).toHaveLength(5);
  });

  test('whose address would end a line and begin another header is refused', async () => {
    for (const email of [
      'a@example.test\r\nBcc: all@example.test',
      'a@example.test\n',
      '"a\r\nb"@example.test',
      'a b@x.test',
    ])
      expect(await outcomeOf(await post('/auth/sign-up', { email, password, username: 'header_x' }))).toBe(
        '400 validation_failed',
      );
  });
});

describe('a forgotten password', () => {
  test('is replaced by the link in a mail, which works once and signs out everywhere', async () => {
    const user = await origin.signUp();
    const laptop = await anonymous().signIn({ email: emailOf(user), password });
    expect((await post('/auth/password-reset', { email: emailOf(user).toUpperCase() })).status).toBe(202);
    const token = await tokenTo(emailOf(user));
    const complete = (secret: string) => post('/auth/password-reset/complete', { token, password: secret });
    expect(await outcomeOf(await complete('short'))).toBe('400 validation_failed');
    expect((await complete('another horse')).status).toBe(204);
    expect(await outcomeOf(await complete('third horse'))).toBe('400 link_invalid');
    for (const { refresh_token } of [user.session, laptop])
      expect(await errorCodeOf(anonymous().refresh(refresh_token))).toBe('refresh_token_invalid');
    expect(await signIn(emailOf(user), password)).toBe('invalid_credentials');
    expect(await signIn(emailOf(user), 'another horse')).toBe('no error');
    const [note] = await mailsTo(emailOf(user));
    expect(note?.subject).toBe('Your password was changed');
    expect((await user.api.me()).email_verified).toBe(true);
  });

  test('is asked for with the same answer by who has an account and who has none', async () => {
    const user = await origin.signUp();
    const answers = [];
    for (const email of [emailOf(user), 'nobody_at_all@example.test']) {
      const response = await post('/auth/password-reset', { email });
      answers.push([response.status, await response.text()]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(await mailsTo('nobody_at_all@example.test')).toEqual([]);
  });

  test('sends at most five mails an hour to one person, without saying so', async () => {
    const user = await origin.signUp();
    const before = (await mailsTo(emailOf(user))).length;
    const statuses = new Set<number>();
    for (let asked = 0; asked < 7; asked++)
      statuses.add((await post('/auth/password-reset', { email: emailOf(user) })).status);
    expect([...statuses]).toEqual([202]);
    expect((await mailsTo(emailOf(user))).length - before).toBe(5);
  });

  test('is not replaced with an old link, one for another purpose, or one made up', async () => {
    const user = await origin.signUp();
    const forAddress = await tokenTo(emailOf(user));
    await post('/auth/password-reset', { email: emailOf(user) });
    const old = await tokenTo(emailOf(user));
    await origin.db
      .update(accountTokens)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(accountTokens.purpose, 'reset_password'));
    for (const token of [old, forAddress, 'A'.repeat(43)])
      expect(await outcomeOf(await post('/auth/password-reset/complete', { token, password: 'x'.repeat(10) }))).toBe(
        '400 link_invalid',
      );
    expect(await outcomeOf(await post('/auth/verify-email', { token: old }))).toBe('400 link_invalid');
    expect(await signIn(emailOf(user), password)).toBe('no error');
  });

  test('used by two at once, one link sets one password', async () => {
    const user = await origin.signUp();
    await post('/auth/password-reset', { email: emailOf(user) });
    const token = await tokenTo(emailOf(user));
    const statuses = await Promise.all(
      ['first horse', 'second horse'].map(
        async (secret) => (await post('/auth/password-reset/complete', { token, password: secret })).status,
      ),
    );
    expect(statuses.sort()).toEqual([204, 400]);
  });
});

describe('someone signed in', () => {
  test('changes the password with the one they know; other devices are signed out, this one stays', async () => {
    const user = await origin.signUp();
    const laptop = await anonymous().signIn({ email: emailOf(user), password });
    const change = (current_password: string) =>
      put('/me/password', { current_password, new_password: 'another horse' }, user.token);
    expect(await outcomeOf(await change('wrong horse'))).toBe('401 invalid_credentials');
    expect((await change(password)).status).toBe(204);
    expect(await errorCodeOf(anonymous().refresh(laptop.refresh_token))).toBe('refresh_token_invalid');
    expect(await errorCodeOf(anonymous().refresh(user.session.refresh_token))).toBe('no error');
    expect(await signIn(emailOf(user), 'another horse')).toBe('no error');
  });

  test('changes the address once the new one is confirmed; the old one is told, and its links end', async () => {
    const user = await origin.signUp();
    const to = `new_${emailOf(user)}`;
    await post('/auth/password-reset', { email: emailOf(user) });
    const resetInOldMailbox = await tokenTo(emailOf(user));
    const ask = (secret: string) => put('/me/email', { email: to, password: secret }, user.token);
    expect(await outcomeOf(await ask('wrong horse'))).toBe('401 invalid_credentials');
    expect((await ask(password)).status).toBe(202);
    expect((await mailsTo(emailOf(user)))[0]?.subject).toBe('Your e-mail address is about to change');
    expect((await user.api.me()).email).toBe(emailOf(user));
    expect((await post('/auth/verify-email', { token: await tokenTo(to) })).status).toBe(204);
    expect(await user.api.me()).toMatchObject({ email: to, email_verified: true });
    expect(await signIn(emailOf(user), password)).toBe('invalid_credentials');
    expect(await signIn(to, password)).toBe('no error');
    const reset = await post('/auth/password-reset/complete', { token: resetInOldMailbox, password: 'x'.repeat(10) });
    expect(await outcomeOf(reset)).toBe('400 link_invalid');
  });

  test('is written to in the language they chose, at the old address and the new', async () => {
    const user = await origin.signUp();
    const to = `ar_${emailOf(user)}`;
    await put('/me/notification-settings', { muted_kinds: [], mail_language: 'ar' }, user.token);
    expect((await put('/me/email', { email: to, password }, user.token)).status).toBe(202);
    expect((await mailsTo(emailOf(user)))[0]?.subject).toBe('بريدك الإلكتروني على وشك أن يتغيّر');
    expect((await mailsTo(to))[0]?.subject).toBe('تأكيد بريدك الإلكتروني');
    await put('/me/password', { current_password: password, new_password: 'another horse' }, user.token);
    const [note] = await mailsTo(emailOf(user));
    expect(note?.subject).toBe('تغيّرت كلمة مرورك');
    expect(note?.html).toStartWith('<!doctype html><html lang="ar" dir="rtl">');
  });

  test('learns nothing about an address that somebody else has', async () => {
    const [user, other] = [await origin.signUp(), await origin.signUp()];
    const before = (await mailsTo(emailOf(other))).length;
    expect((await put('/me/email', { email: emailOf(other), password }, user.token)).status).toBe(202);
    expect(await mailsTo(emailOf(other))).toHaveLength(before);
    const to = `later_${emailOf(user)}`;
    await put('/me/email', { email: to, password }, user.token);
    await origin.db.update(users).set({ email: to }).where(eq(users.id, other.session.user.user_id));
    expect(await outcomeOf(await post('/auth/verify-email', { token: await tokenTo(to) }))).toBe('409 email_taken');
  });
});
