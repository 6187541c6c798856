import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { connectRedis, type Redis } from '../../../platform/redis.ts';
import { internalHeaders } from '../../../shared/http-headers.ts';
import { createRedisAttempts } from '../../adapters/redis-attempts.ts';
import { errorCodeOf, outcomeOf, startTestOrigin, type TestOrigin, type TestUser } from '../../testing/test-origin.ts';
import { signInSubjects } from './attempts.ts';

let origin: TestOrigin;
let redis: Redis;
/** What the breach list was asked. */
const asked: string[] = [];
const leaked = 'password known to all';
let isListBroken = false;
const sha1 = createHash('sha1').update(leaked).digest('hex').toUpperCase();
const list = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch(request) {
    asked.push(new URL(request.url).pathname);
    if (isListBroken) return new Response('no', { status: 503 });
    return new Response(`${sha1.slice(5)}:3\r\n${'A'.repeat(35)}:0\r\n`);
  },
});

beforeAll(async () => {
  origin = await startTestOrigin({
    KINORA_BREACH_LIST_URL: `${list.url.origin}/range/`,
    KINORA_REFUSE_DISPOSABLE_MAIL: 'true',
  });
  redis = connectRedis(origin.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await origin.stop();
  await list.stop(true);
});

const password = 'correct horse';
const emailOf = (user: TestUser) => `${user.session.user.username}@example.test`;
/** As the edge would pass it on. */
const from = (address: string, path: string, body: object) =>
  fetch(`${origin.url}/api/v1${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY,
      [internalHeaders.clientAddress]: address,
    },
    body: JSON.stringify(body),
  });
const signIn = (address: string, email: string, secret = 'wrong horse') =>
  from(address, '/auth/sign-in', { email, password: secret });
/** Lets the wait of everything that was counted go by, without waiting. */
async function letWaitsPass(): Promise<void> {
  const waits = await redis.keys('*:wait');
  if (waits.length > 0) await redis.del(...waits);
}
const retryAfter = (response: Response) => Number(response.headers.get('retry-after'));

describe('guessing passwords', () => {
  test('is stopped for the account from that address, the longer the more is tried', async () => {
    const user = await origin.signUp();
    const outcomes: string[] = [];
    for (let tried = 0; tried < 6; tried++) outcomes.push(await outcomeOf(await signIn('192.0.2.1', emailOf(user))));
    expect(outcomes).toEqual([...Array(5).fill('401 invalid_credentials'), '429 rate_limited']);
    const waits: number[] = [];
    for (let round = 0; round < 3; round++) {
      const refused = await signIn('192.0.2.1', emailOf(user), password);
      waits.push(retryAfter(refused));
      expect(refused.status).toBe(429);
      await letWaitsPass();
      expect((await signIn('192.0.2.1', emailOf(user))).status).toBe(401);
    }
    for (const [round, most] of [30, 60, 120].entries()) expect(waits[round]).toBeWithin(most - 9, most + 1);
    expect((await signIn('192.0.2.2', emailOf(user), password)).status).toBe(200);
  });

  test('says nothing about whether there is such an account', async () => {
    const user = await origin.signUp();
    const seen = [];
    for (const email of [emailOf(user), 'nobody_here@example.test']) {
      const answers = [];
      for (let tried = 0; tried < 7; tried++) {
        const response = await signIn('192.0.2.3', email);
        answers.push([response.status, (await response.text()).replace(/\d+ seconds/, 'some seconds')]);
      }
      seen.push(answers);
    }
    expect(seen[0]).toEqual(seen[1]);
  });

  test('by many at once counts every one of them', async () => {
    const user = await origin.signUp();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async () => outcomeOf(await signIn('192.0.2.4', emailOf(user)))),
    );
    expect(outcomes.filter((outcome) => outcome === '401 invalid_credentials')).toHaveLength(5);
  });

  test('from many addresses is stopped for the account, whatever its case', async () => {
    const user = await origin.signUp();
    const limiter = createRedisAttempts(redis);
    const deps = { attempts: limiter, signInAttempts: 5 };
    for (let tried = 0; tried < 50; tried++)
      await limiter.take(signInSubjects(deps, emailOf(user), { address: `198.51.100.${tried}`, userAgent: null }));
    const refused = await signIn('198.51.100.200', emailOf(user).toUpperCase(), password);
    expect(await outcomeOf(refused)).toBe('429 rate_limited');
  });

  test('is forgotten with the right password', async () => {
    const user = await origin.signUp();
    for (let round = 0; round < 3; round++) {
      for (let tried = 0; tried < 4; tried++) expect((await signIn('192.0.2.5', emailOf(user))).status).toBe(401);
      expect((await signIn('192.0.2.5', emailOf(user), password)).status).toBe(200);
    }
  });

  test('goes no other way: the password is asked for as seldom inside', async () => {
    const user = await origin.signUp();
    const outcomes: string[] = [];
    for (let tried = 0; tried < 6; tried++) {
      const body = { current_password: 'wrong horse', new_password: 'another horse' };
      outcomes.push(await outcomeOf(await origin.request('PUT', '/me/password', { token: user.token, body })));
    }
    const other = await origin.request('PUT', '/me/email', {
      token: user.token,
      body: { email: 'new_one@example.test', password },
    });
    expect([outcomes.at(-1), await outcomeOf(other)]).toEqual(['429 rate_limited', '429 rate_limited']);
  });

  test('leaves no address of anybody in Redis', async () => {
    const keys = (await redis.keys('kinora:*')).join(' ');
    expect(keys).toContain('sign-in');
    expect(keys).not.toMatch(/@|example|192\.0\.2/);
  });
});

test('one address makes only so many accounts, and asks for only so many mails', async () => {
  const last = async (path: string, times: number, body: (n: number) => object) => {
    const key = path === '/auth/sign-up' ? 'sign-up-from' : 'reset-from';
    await from('192.0.2.9', path, body(0));
    const [counter = ''] = await redis.keys(`*${key}*`);
    await redis.set(counter, String(times - 2));
    const statuses: number[] = [];
    for (let n = 1; n < 4; n++) statuses.push((await from('192.0.2.9', path, body(n))).status);
    return statuses;
  };
  const name = crypto.randomUUID().slice(0, 8);
  const account = (n: number) => ({ username: `s_${name}${n}`, email: `s_${name}${n}@example.test`, password });
  expect(await last('/auth/sign-up', 100, account)).toEqual([201, 201, 429]);
  expect(await last('/auth/password-reset', 60, () => ({ email: 'x@example.test' }))).toEqual([202, 202, 429]);
});

test('while Redis is away nobody can guess, and is told when to come back', async () => {
  const gone = connectRedis('redis://127.0.0.1:1');
  const limiter = createRedisAttempts(gone);
  const subject = { key: 'x', rule: { free: 1, baseSec: 1, maxSec: 1 }, onSuccess: 'forget' } as const;
  expect(await errorCodeOf(limiter.take([subject]))).toBe('unavailable');
  gone.disconnect();
});

describe('a password from a leak', () => {
  const signUp = async (secret: string) => {
    const username = `b_${crypto.randomUUID().slice(0, 8)}x`;
    return outcomeOf(
      await origin.request('POST', '/auth/sign-up', {
        body: { username, email: `${username}@example.test`, password: secret },
      }),
    );
  };

  test('is refused, and the list learns five digits of its hash', async () => {
    asked.length = 0;
    expect(await signUp(leaked)).toBe('400 password_breached');
    expect(await signUp('not on any list')).toBe('201');
    expect(asked[0]).toBe(`/range/${sha1.slice(0, 5)}`);
    expect(asked.every((path) => /^\/range\/[0-9A-F]{5}$/.test(path))).toBe(true);
    const user = await origin.signUp();
    const change = { current_password: password, new_password: leaked };
    expect(await outcomeOf(await origin.request('PUT', '/me/password', { token: user.token, body: change }))).toBe(
      '400 password_breached',
    );
  });

  test('is taken while the list does not answer', async () => {
    isListBroken = true;
    expect(await signUp(leaked)).toBe('201');
    isListBroken = false;
  });
});

test('a mailbox for minutes is refused where the operator says so', async () => {
  const body = { username: 'throw_away_x', email: 'someone@box.mailinator.com', password };
  expect(await outcomeOf(await origin.request('POST', '/auth/sign-up', { body }))).toBe('400 email_refused');
  const user = await origin.signUp();
  const change = { email: 'someone@yopmail.com', password };
  expect(await outcomeOf(await origin.request('PUT', '/me/email', { token: user.token, body: change }))).toBe(
    '400 email_refused',
  );
});
