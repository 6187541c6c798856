import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { desc, eq, inArray } from 'drizzle-orm';
import * as z from 'zod';
import { createApiClient } from '../../../shared/client/api-client.ts';
import { accountLeavingSchema, erasureSchema } from '../../../shared/contracts/privacy.ts';
import { internalHeaders } from '../../../shared/http-headers.ts';
import { changes, erasures, mails, signInChallenges, users } from '../../../shared/schema/index.ts';
import { waitFor } from '../../../testkit/wait-for.ts';
import { startOriginProcess } from '../../testing/origin-process.ts';
import { publishVideo } from '../../testing/stored-video.ts';
import {
  errorCodeOf,
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../../testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
});
afterAll(() => origin.stop());

const password = 'correct horse';
const idOf = (user: TestUser) => user.session.user.user_id;
const nameOf = (user: TestUser) => user.session.user.username;
const emailOf = (user: TestUser) => `${nameOf(user)}@example.test`;
const askToGo = (user: TestUser, body: object = { password }) =>
  origin.request('DELETE', '/me', { token: user.token, body });
const signIn = (user: TestUser) =>
  errorCodeOf(createApiClient({ baseUrl: origin.url }).signIn({ email: emailOf(user), password }));
const operate = async (method: string, path: string) =>
  outcomeOf(
    await fetch(`${origin.url}/internal/admin/users/${path}`, {
      method,
      headers: { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY },
    }),
  );
const keep = async (token: string) =>
  outcomeOf(await origin.request('POST', '/auth/keep-account', { body: { token } }));
async function tokenTo(user: TestUser): Promise<string> {
  const isTheirs = eq(mails.to, emailOf(user));
  const [mail] = await origin.db.select().from(mails).where(isTheirs).orderBy(desc(mails.id)).limit(1);
  return /keep\?token=([\w-]{43})$/m.exec(mail?.text ?? '')?.[1] ?? '';
}

describe('who asks to be erased', () => {
  test('has to know the password', async () => {
    const user = await origin.signUp();
    expect(await outcomeOf(await askToGo(user, { password: 'wrong horse' }))).toBe('401 invalid_credentials');
    expect(await outcomeOf(await askToGo(user, {}))).toBe('401 invalid_credentials');
    expect(await outcomeOf(await origin.request('DELETE', '/me', { body: { password } }))).toBe('401 unauthenticated');
    expect(await errorCodeOf(user.api.me())).toBe('no error');
  });

  test('is locked out at once, on every device and with every key, and so is what they published', async () => {
    const [user, other] = [await origin.signUp(), await origin.signUp()];
    const videoId = await uploadWholeVideo(user, { visibility: 'public' });
    await publishVideo(origin, videoId, 'lx0001');
    expect(await outcomeOf(await origin.request('GET', `/videos/${videoId}`, { token: other.token }))).toBe('200');
    const key = await origin.request('POST', '/me/api-keys', {
      ...{ token: user.token, body: { name: 'k', scopes: ['account:read'] } },
    });
    const { key: apiKey } = (await key.json()) as { key: string };
    expect(await outcomeOf(await askToGo(user))).toBe('202');
    expect(await outcomeOf(await askToGo(user))).toBe('403 account_suspended');
    expect(await outcomeOf(await origin.request('GET', '/me', { token: apiKey }))).toMatch(/^401/);
    expect(await errorCodeOf(createApiClient({ baseUrl: origin.url }).refresh(user.session.refresh_token))).toBe(
      'refresh_token_invalid',
    );
    expect(await signIn(user)).toBe('account_leaving');
    const seen = await origin.request('GET', `/videos/${videoId}`, { token: other.token });
    expect(await outcomeOf(seen)).toBe('404 not_found');
    const told = await origin.db.select({ kind: changes.kind, subject: changes.subject }).from(changes);
    expect(told).toContainEqual({ kind: 'user_revoked', subject: idOf(user) });
    expect(told).toContainEqual({ kind: 'video_revoked', subject: videoId });
  });

  test('gets the account back with the link of the mail, once', async () => {
    const user = await origin.signUp();
    const videoId = await uploadWholeVideo(user, { visibility: 'public' });
    await publishVideo(origin, videoId, 'lx0001');
    await askToGo(user);
    const token = await tokenTo(user);
    expect(await keep('A'.repeat(43))).toBe('400 link_invalid');
    expect(await keep(token)).toBe('204');
    expect(await keep(token)).toBe('400 link_invalid');
    expect(await signIn(user)).toBe('no error');
    expect(await outcomeOf(await origin.request('GET', `/videos/${videoId}`))).toBe('200');
  });
});

describe('who signs in during the grace period', () => {
  const leaving = async (user: TestUser) => {
    const response = await origin.request('POST', '/auth/sign-in', { body: { email: emailOf(user), password } });
    expect(response.status).toBe(403);
    const { error } = z.object({ error: z.object({ details: accountLeavingSchema }) }).parse(await response.json());
    return error.details;
  };
  const mailAgain = async (challenge: string | null) =>
    outcomeOf(await origin.request('POST', '/auth/keep-account/mail', { body: { challenge } }));

  test('is told the day by the right password alone, and has the mail sent again', async () => {
    const user = await origin.signUp();
    const { due_at } = erasureSchema.parse(await (await askToGo(user)).json());
    const first = await tokenTo(user);
    const wrong = createApiClient({ baseUrl: origin.url }).signIn({ email: emailOf(user), password: 'wrong horse' });
    expect(await errorCodeOf(wrong)).toBe('invalid_credentials');
    const told = await leaving(user);
    expect(told.due_at).toBe(due_at);
    expect(await mailAgain('A'.repeat(43))).toBe('400 challenge_invalid');
    expect(await mailAgain(told.challenge)).toBe('204');
    expect(await mailAgain(told.challenge)).toBe('400 challenge_invalid');
    const second = await tokenTo(user);
    expect(second).not.toBe(first);
    expect(await keep(first)).toBe('400 link_invalid');
    expect(await keep(second)).toBe('204');
    expect(await signIn(user)).toBe('no error');
    const [used] = await origin.db
      .select()
      .from(signInChallenges)
      .where(eq(signInChallenges.userId, idOf(user)));
    expect(used).toBeUndefined();
  });

  test('gets three mails, then has to wait', async () => {
    const user = await origin.signUp();
    await askToGo(user);
    for (let sent = 0; sent < 3; sent++) expect(await mailAgain((await leaving(user)).challenge)).toBe('204');
    expect(await mailAgain((await leaving(user)).challenge)).toBe('429 rate_limited');
    expect(await keep(await tokenTo(user))).toBe('204');
  });

  test('has nothing to ask for once the erasure has begun', async () => {
    const [user, late] = [await origin.signUp(), await origin.signUp()];
    for (const each of [user, late]) await askToGo(each);
    const { challenge } = await leaving(late);
    const begun = inArray(erasures.userId, [idOf(user), idOf(late)]);
    await origin.db.update(erasures).set({ step: 'archives' }).where(begun);
    expect((await leaving(user)).challenge).toBeNull();
    expect(await mailAgain(challenge)).toBe('400 challenge_invalid');
  });
});

describe('an operator', () => {
  test('starts and ends the same for somebody', async () => {
    const user = await origin.signUp();
    expect(await operate('PUT', `${nameOf(user)}/erasure`)).toBe('202');
    expect(await operate('PUT', `${nameOf(user)}/erasure`)).toBe('409 conflict');
    expect(await signIn(user)).toBe('account_leaving');
    expect(await operate('DELETE', `${nameOf(user)}/erasure`)).toBe('204');
    expect(await operate('DELETE', `${nameOf(user)}/erasure`)).toBe('409 conflict');
    expect(await signIn(user)).toBe('no error');
    expect(await operate('PUT', 'nobody_at_all/erasure')).toBe('404 not_found');
  });

  test('who suspends somebody meanwhile is not undone by the link', async () => {
    const user = await origin.signUp();
    await askToGo(user);
    expect(await operate('PUT', `${nameOf(user)}/suspension`)).toBe('204');
    expect(await keep(await tokenTo(user))).toBe('204');
    expect(await signIn(user)).toBe('account_suspended');
  });

  test('who restores somebody does not unlock what is about to be erased', async () => {
    const user = await origin.signUp();
    await askToGo(user);
    expect(await operate('DELETE', `${nameOf(user)}/suspension`)).toBe('204');
    expect(await signIn(user)).toBe('account_leaving');
    expect(await keep(await tokenTo(user))).toBe('204');
    expect(await signIn(user)).toBe('no error');
  });
});

test('an erasure that was begun cannot be stopped, and goes on after kill -9 at any step', async () => {
  const program = await startOriginProcess();
  const { db } = program;
  try {
    const people = await Promise.all([program.signUp(), program.signUp(), program.signUp()]);
    const before = new Date(Date.now() - 1000);
    const steps = ['videos', 'rows', 'account'];
    for (const [at, { userId, token }] of people.entries()) {
      const response = await fetch(`${program.url}/api/v1/me`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ password }),
      });
      expect(response.status).toBe(202);
      await db
        .update(erasures)
        .set({ dueAt: before, step: steps[at] ?? null })
        .where(eq(erasures.userId, userId));
    }
    const [mail] = await db.select().from(mails).orderBy(desc(mails.id)).limit(1);
    const cancelled = await fetch(`${program.url}/api/v1/auth/keep-account`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: /keep\?token=([\w-]{43})$/m.exec(mail?.text ?? '')?.[1] }),
    });
    expect(cancelled.status).toBe(400);
    await program.killAndStartAgain();
    await waitFor(async () => (await db.select().from(users)).length === 0, { timeoutMs: 20_000 });
    expect(await db.select().from(erasures)).toEqual([]);
  } finally {
    await program.stop();
  }
}, 60_000);
