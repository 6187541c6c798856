import { beforeEach, describe, expect, test } from 'bun:test';
import { limitRate, type RateDeps, type SharedLimit } from './limit-rate.ts';
import { createRateCounters, type RateCounters } from './rate-counters.ts';
import { type RatePolicy, rateClassOf, readRatePolicies } from './rate-policies.ts';

const policy: RatePolicy = { name: 'read-address', by: 'address', limit: 10, windowSec: 60 };
let nowMs = 0;
let counters: RateCounters;
beforeEach(() => {
  nowMs = 6_000_000;
  counters = createRateCounters({ now: () => nowMs, maxSubjects: 3 });
});
const take = (times: number, subject = 'a') =>
  Array.from({ length: times }, () => counters.take(policy, subject)).filter(({ allowed }) => allowed).length;

describe('counters', () => {
  test('count each subject and policy on its own', () => {
    expect([take(12), take(12, 'b')]).toEqual([10, 10]);
    expect(counters.take({ ...policy, name: 'write-address' }, 'a').allowed).toBe(true);
  });

  test('slide: no burst of twice the limit fits around the edge of a window', () => {
    nowMs += 59_000;
    expect(take(10)).toBe(10);
    nowMs += 2_000; // one second into the next window, nearly all of the last still counts
    expect(take(10)).toBe(0);
    nowMs += 29_000;
    expect(take(10)).toBe(5);
    nowMs += 120_000;
    expect(take(12)).toBe(10);
  });

  test('say what is left and when more comes', () => {
    nowMs += 15_000;
    expect(counters.take(policy, 'a')).toEqual({ allowed: true, remaining: 9, resetSec: 45 });
    take(9);
    expect(counters.take(policy, 'a')).toEqual({ allowed: false, remaining: 0, resetSec: 45 });
  });

  test('hold a bounded number of subjects and forget the least recently used', () => {
    take(10, 'a');
    take(10, 'b');
    take(10, 'c');
    expect(take(1, 'a')).toBe(0); // used again
    take(1, 'd');
    expect(take(1, 'b')).toBe(1); // forgotten
    expect(take(1, 'a')).toBe(0);
  });
});

describe('policies', () => {
  test('can be changed one by one, or lifted', () => {
    const policies = readRatePolicies('read-address=5/10, view-session=7/60');
    expect(policies?.read).toMatchObject([{ name: 'read-address', by: 'address', limit: 5, windowSec: 10 }, {}]);
    expect(policies?.session[0]).toMatchObject({ limit: 7, windowSec: 60 });
    expect(readRatePolicies('off')).toBeNull();
  });

  test.each(['read=5/10', 'read-address', 'read-address=0/10', 'read-address=5', 'toString=1/1', 'none'])(
    '%p is refused',
    (text) => {
      expect(() => readRatePolicies(text)).toThrow('name=limit/seconds');
    },
  );

  test.each([
    ['POST', '/api/v1/auth/sign-in', 'auth'],
    ['GET', '/api/v1/videos', 'read'],
    ['PATCH', '/api/v1/videos/x', 'write'],
    ['POST', '/api/v1/videos/x/playback', 'playback'],
    ['GET', '/api/v1/videos/x/stream', 'playback'],
    ['GET', '/api/v1/videos/x/room', 'room'],
    ['POST', '/api/v1/views', 'view'],
    ['GET', '/watch/x', 'page'],
    ['GET', '/', 'page'],
    ['OPTIONS', '/api/v1/videos/x/playback', null],
    ['GET', '/p/token/x', null],
    ['PUT', '/storage/parts/x', null],
    ['GET', '/assets/x', null],
    ['GET', '/healthz', null],
  ] as const)('%s %s is counted as %p', (method, path, kind) => {
    expect(rateClassOf(method, path)).toBe(kind);
  });
});

describe('a request', () => {
  const deps = (more: Partial<RateDeps> = {}): RateDeps => ({
    ...{ policies: readRatePolicies('read-address=2/60,read-account=1/60'), counters, shared: () => undefined },
    ...more,
  });

  test('is told where it stands with every policy it falls under', async () => {
    expect(await limitRate('read', { address: () => '1.2.3.4', account: () => 'user:x' }, deps())).toEqual({
      'ratelimit-policy': '"read-address";q=2;w=60, "read-account";q=1;w=60',
      ratelimit: '"read-address";r=1;t=60, "read-account";r=0;t=60',
    });
  });

  test('beyond a limit is refused with the time to wait', async () => {
    const from = (account: string | null) =>
      limitRate('read', { address: () => '1.2.3.4', account: () => account }, deps());
    await from('user:x');
    await expect(from('user:x')).rejects.toMatchObject({
      code: 'rate_limited',
      headers: { 'retry-after': '60', ratelimit: expect.stringContaining('"read-account";r=0') },
    });
    await expect(from(null)).rejects.toMatchObject({ details: { policy: 'read-address' } });
  });

  test('of an unknown address is not counted, and without policies nobody is', async () => {
    for (let times = 0; times < 5; times++) {
      expect(await limitRate('read', { address: () => null }, deps())).toEqual({});
      expect(await limitRate('read', { address: () => '1.2.3.4' }, deps({ policies: null }))).toEqual({});
    }
  });

  test('is refused when the limit that isolates share says so', async () => {
    const asked: string[] = [];
    const spent: SharedLimit = { limit: async ({ key }) => ({ success: asked.push(key) > 1 }) };
    const shared = (name: string) => (name === 'read-address' ? spent : undefined);
    const request = () => limitRate('read', { address: () => '1.2.3.4' }, deps({ shared }));
    await expect(request()).rejects.toMatchObject({ code: 'rate_limited', headers: { 'retry-after': '60' } });
    expect(await request()).toHaveProperty('ratelimit');
    expect(asked).toEqual(['1.2.3.4', '1.2.3.4']);
  });
});
