import { afterAll, beforeAll, describe, expect, setSystemTime, test } from 'bun:test';
import { desc, eq } from 'drizzle-orm';
import { Secret, TOTP, URI } from 'otpauth';
import * as z from 'zod';
import { createApiClient } from '../../../shared/client/api-client.ts';
import { errorBodySchema } from '../../../shared/contracts/error.ts';
import {
  enrolmentSchema,
  recoveryCodesSchema,
  secondFactorRequiredSchema,
  secondFactorSchema,
} from '../../../shared/contracts/second-factor.ts';
import { auditLog, mails, secondFactors, signInChallenges } from '../../../shared/schema/index.ts';
import { errorCodeOf, outcomeOf, startTestOrigin, type TestOrigin, type TestUser } from '../../testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
  // The middle of a step, which lasts: no code becomes the one before while a test looks on.
  setSystemTime(new Date(Math.floor(Date.now() / 30_000) * 30_000 + 15_000));
});
afterAll(() => {
  setSystemTime();
  return origin.stop();
});

const password = 'correct horse';
const emailOf = (user: TestUser) => `${user.session.user.username}@example.test`;
const ask = (user: TestUser, method: string, path: string, body?: object) =>
  origin.request(method, path, { token: user.token, ...(body ? { body } : {}) });
const codeAt = (secret: string, offsetSec = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + offsetSec * 1000 });
const stateOf = async (user: TestUser) =>
  secondFactorSchema.parse(await (await ask(user, 'GET', '/me/second-factor')).json());
const subjectsTo = async (user: TestUser) =>
  (
    await origin.db
      .select()
      .from(mails)
      .where(eq(mails.to, emailOf(user)))
  ).map(({ subject }) => subject);

async function enrol(user: TestUser) {
  const response = await ask(user, 'POST', '/me/second-factor', { password });
  expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store']);
  return enrolmentSchema.parse(await response.json());
}

/** A user whose app has shown the code of the step before this one, so that this one's is still good. */
async function withSecondFactor() {
  const user = await origin.signUp();
  const { secret } = await enrol(user);
  const response = await ask(user, 'POST', '/me/second-factor/confirm', { code: codeAt(secret, -30) });
  return { user, secret, codes: recoveryCodesSchema.parse(await response.json()).recovery_codes };
}

/** The first step of a sign-in: its challenge. */
async function firstStep(user: TestUser): Promise<string> {
  const response = await origin.request('POST', '/auth/sign-in', { body: { email: emailOf(user), password } });
  const { error } = errorBodySchema.parse(await response.json());
  expect([response.status, error.code]).toEqual([401, 'second_factor_required']);
  return secondFactorRequiredSchema.parse(error.details).challenge;
}
const secondStep = (challenge: string, code: string) =>
  origin.request('POST', '/auth/sign-in/second-factor', { body: { challenge, code } });

describe('turning it on', () => {
  test('asks for the password, and for nothing more until a code has come from the app', async () => {
    const user = await origin.signUp();
    expect(await outcomeOf(await ask(user, 'POST', '/me/second-factor', {}))).toBe('401 invalid_credentials');
    expect(await outcomeOf(await ask(user, 'POST', '/me/second-factor', { password: 'wrong horse' }))).toBe(
      '401 invalid_credentials',
    );
    await enrol(user);
    expect(await outcomeOf(await ask(user, 'POST', '/me/second-factor/confirm', { code: '000 000' }))).toBe(
      '401 second_factor_invalid',
    );
    expect(await stateOf(user)).toEqual({ enabled: false, recovery_codes_left: 0 });
    const signIn = createApiClient({ baseUrl: origin.url }).signIn({ email: emailOf(user), password });
    expect(await errorCodeOf(signIn)).toBe('no error');
  });

  test('shows a secret that apps can read, and keeps it under lock', async () => {
    const user = await origin.signUp();
    const { secret, uri } = await enrol(user);
    const parsed = URI.parse(uri);
    expect([parsed.issuer, parsed.label, parsed.secret.base32]).toEqual([
      '127.0.0.1',
      user.session.user.username,
      secret,
    ]);
    const again = await enrol(user);
    expect(again.secret).not.toBe(secret);
    const old = await ask(user, 'POST', '/me/second-factor/confirm', { code: codeAt(secret) });
    expect(await outcomeOf(old)).toBe('401 second_factor_invalid');
    const [row] = await origin.db
      .select()
      .from(secondFactors)
      .where(eq(secondFactors.userId, user.session.user.user_id));
    expect(row?.sealedSecret).toMatch(/^eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(JSON.stringify(row)).not.toContain(again.secret);
  });

  test('signs other devices out, writes a mail, and cannot be done over the one that is on', async () => {
    const user = await origin.signUp();
    const laptop = await createApiClient({ baseUrl: origin.url }).signIn({ email: emailOf(user), password });
    const { secret } = await enrol(user);
    await ask(user, 'POST', '/me/second-factor/confirm', { code: codeAt(secret) });
    expect(await stateOf(user)).toEqual({ enabled: true, recovery_codes_left: 10 });
    const client = createApiClient({ baseUrl: origin.url });
    expect(await errorCodeOf(client.refresh(laptop.refresh_token))).toBe('refresh_token_invalid');
    expect(await errorCodeOf(client.refresh(user.session.refresh_token))).toBe('no error');
    expect(await subjectsTo(user)).toContain('Signing in now asks for a code');
    expect(await outcomeOf(await ask(user, 'POST', '/me/second-factor', { password }))).toBe('409 conflict');
  });
});

describe('signing in', () => {
  test('takes a code once, and its challenge once', async () => {
    const { user, secret } = await withSecondFactor();
    const challenge = await firstStep(user);
    const code = codeAt(secret);
    const signedIn = await secondStep(challenge, code);
    expect(signedIn.status).toBe(200);
    expect(z.object({ user: z.unknown() }).parse(await signedIn.json()).user).toEqual(user.session.user);
    expect(await outcomeOf(await secondStep(challenge, codeAt(secret, 30)))).toBe('400 challenge_invalid');
    expect(await outcomeOf(await secondStep(await firstStep(user), code))).toBe('401 second_factor_invalid');
  });

  test('forgives a clock that is one step off, and not two', async () => {
    const { user, secret } = await withSecondFactor();
    const challenge = await firstStep(user);
    for (const offsetSec of [-60, 60])
      expect(await outcomeOf(await secondStep(challenge, codeAt(secret, offsetSec)))).toBe('401 second_factor_invalid');
    expect((await secondStep(challenge, codeAt(secret, 30))).status).toBe(200);
  });

  test('of three at once with one code, one gets in', async () => {
    const { user, secret } = await withSecondFactor();
    const challenges = [await firstStep(user), await firstStep(user), await firstStep(user)];
    const outcomes = await Promise.all(
      challenges.map(async (challenge) => outcomeOf(await secondStep(challenge, codeAt(secret)))),
    );
    expect(outcomes.sort()).toEqual(['200', '401 second_factor_invalid', '401 second_factor_invalid']);
  });

  test('takes a recovery code as it is typed, once, and says so by mail', async () => {
    const { user, codes } = await withSecondFactor();
    expect(new Set(codes).size).toBe(10);
    const typed = codes[0]?.toUpperCase().replace('-', ' ') ?? '';
    expect((await secondStep(await firstStep(user), typed)).status).toBe(200);
    expect(await outcomeOf(await secondStep(await firstStep(user), typed))).toBe('401 second_factor_invalid');
    expect(await stateOf(user)).toEqual({ enabled: true, recovery_codes_left: 9 });
    expect(await subjectsTo(user)).toContain('A recovery code was used');
    const other = await withSecondFactor();
    expect(await outcomeOf(await secondStep(await firstStep(other.user), codes[1] ?? ''))).toBe(
      '401 second_factor_invalid',
    );
  });

  test('slows down who guesses, whatever challenge they hold', async () => {
    const { user, secret } = await withSecondFactor();
    const outcomes = [];
    for (let attempt = 0; attempt < 6; attempt++)
      outcomes.push(await outcomeOf(await secondStep(await firstStep(user), '000000')));
    expect(outcomes).toEqual([...Array<string>(5).fill('401 second_factor_invalid'), '429 rate_limited']);
    expect(await outcomeOf(await secondStep(await firstStep(user), codeAt(secret)))).toBe('429 rate_limited');
  });

  test('refuses a challenge that is old, made up, or was for something else', async () => {
    const { user, secret } = await withSecondFactor();
    const challenge = await firstStep(user);
    await origin.db
      .update(signInChallenges)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(signInChallenges.userId, user.session.user.user_id));
    const foreign = await firstStep(user);
    await origin.db
      .update(signInChallenges)
      .set({ purpose: 'openid' })
      .where(eq(signInChallenges.userId, user.session.user.user_id));
    for (const bad of [challenge, foreign, 'nonsense'])
      expect(await outcomeOf(await secondStep(bad, codeAt(secret)))).toBe('400 challenge_invalid');
  });

  test('is not done with after a password was changed or reset: the challenge ends, the second factor stays', async () => {
    const { user, secret, codes } = await withSecondFactor();
    const challenge = await firstStep(user);
    await origin.request('POST', '/auth/password-reset', { body: { email: emailOf(user) } });
    const sent = await origin.db
      .select()
      .from(mails)
      .where(eq(mails.to, emailOf(user)));
    const token = /token=([\w-]+)/.exec(sent.at(-1)?.text ?? '')?.[1];
    const reset = await origin.request('POST', '/auth/password-reset/complete', { body: { token, password } });
    expect(reset.status).toBe(204);
    expect(await outcomeOf(await secondStep(challenge, codeAt(secret)))).toBe('400 challenge_invalid');
    expect((await secondStep(await firstStep(user), codes[0] ?? '')).status).toBe(200);
  });

  test('with cookies is for pages of this host, and ends in cookies', async () => {
    const { user, secret } = await withSecondFactor();
    const body = JSON.stringify({ challenge: await firstStep(user), code: codeAt(secret), cookies: true });
    const send = (site: string) =>
      fetch(`${origin.url}/api/v1/auth/sign-in/second-factor`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': site },
        body,
      });
    expect(await outcomeOf(await send('cross-site'))).toBe('403 csrf_rejected');
    const answered = await send('same-origin');
    expect(answered.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual([
      'kinora_access',
      'kinora_refresh',
      'kinora_signed_in',
    ]);
  });
});

describe('turning it off, and new recovery codes', () => {
  test('ask for the password and a code', async () => {
    const { user, secret, codes } = await withSecondFactor();
    for (const path of ['/me/second-factor/turn-off', '/me/second-factor/recovery-codes']) {
      const send = (body: object) => ask(user, 'POST', path, body);
      expect(await outcomeOf(await send({ code: codeAt(secret) }))).toBe('401 invalid_credentials');
      expect(await outcomeOf(await send({ password: 'wrong horse', code: codeAt(secret) }))).toBe(
        '401 invalid_credentials',
      );
      expect(await outcomeOf(await send({ password, code: '000000' }))).toBe('401 second_factor_invalid');
    }
    const renewed = await ask(user, 'POST', '/me/second-factor/recovery-codes', { password, code: codes[0] });
    const { recovery_codes: next } = recoveryCodesSchema.parse(await renewed.json());
    expect(await outcomeOf(await secondStep(await firstStep(user), codes[1] ?? ''))).toBe('401 second_factor_invalid');
    expect((await ask(user, 'POST', '/me/second-factor/turn-off', { password, code: next[0] })).status).toBe(204);
    expect(await stateOf(user)).toEqual({ enabled: false, recovery_codes_left: 0 });
    const client = createApiClient({ baseUrl: origin.url });
    expect(await errorCodeOf(client.signIn({ email: emailOf(user), password }))).toBe('no error');
    expect(await subjectsTo(user)).toContain('Signing in no longer asks for a code');
    const log = await origin.db.select().from(auditLog).orderBy(desc(auditLog.seq)).limit(3);
    expect(log.map(({ action }) => action)).toEqual([
      'second_factor.disabled',
      'second_factor.codes_renewed',
      'second_factor.enabled',
    ]);
  });

  test('an answer with secrets is not kept for a repetition', async () => {
    const user = await origin.signUp();
    const send = async () => {
      const response = await fetch(`${origin.url}/api/v1/me/second-factor`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${user.token}`,
          'idempotency-key': 'the same',
        },
        body: JSON.stringify({ password }),
      });
      return enrolmentSchema.parse(await response.json()).secret;
    };
    expect(await send()).not.toBe(await send());
  });
});
