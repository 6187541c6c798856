import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { exportJWK, generateKeyPair } from 'jose';
import { createSigningKeys } from './signing-keys.ts';

const jwk = async (kid: string) => ({
  ...(await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey)),
  ...{ kid, alg: 'ES256' },
});
let server: ReturnType<typeof Bun.serve>;
let published: object[] = [];
let reads = 0;
let nowMs = 1_000_000;
let beside: Promise<unknown> = Promise.resolve();

beforeAll(() => {
  server = Bun.serve({
    port: 0,
    fetch: () => {
      reads += 1;
      return published.length === 0 ? new Response(null, { status: 503 }) : Response.json({ keys: published });
    },
  });
});
beforeEach(() => {
  reads = 0;
});
afterAll(() => server.stop(true));

function start() {
  return createSigningKeys({
    jwksUrl: server.url.href,
    now: () => nowMs,
    waitUntil: (work) => {
      beside = work;
    },
  });
}

test('a new key is found as soon as it is met, a withdrawn one is gone a minute later', async () => {
  const [first, second] = [await jwk('one'), await jwk('two')];
  published = [first];
  const keys = start();
  expect(await keys.find('one')).toBeInstanceOf(CryptoKey);
  published = [second];
  nowMs += 10_000;
  expect(await keys.find('two')).toBeInstanceOf(CryptoKey);
  expect(await keys.find('one')).toBeNull();

  published = [await jwk('three')];
  nowMs += 59_999;
  expect(await keys.find('two')).not.toBeNull();
  nowMs += 1;
  expect(await keys.find('two')).not.toBeNull(); // looked up beside this request
  await beside;
  expect(await keys.find('two')).toBeNull();
});

test('made-up key ids are looked up once in 10 s', async () => {
  published = [await jwk('one')];
  const keys = start();
  for (let attempt = 0; attempt < 50; attempt += 1) expect(await keys.find(`made-up-${attempt}`)).toBeNull();
  expect(reads).toBe(1);
});

test('while origin is away known keys go on, and unknown ones are "unavailable", not wrong', async () => {
  published = [await jwk('one')];
  const keys = start();
  await keys.find('one');
  published = [];
  nowMs += 3_600_000;
  expect(await keys.find('one')).not.toBeNull();
  await beside;
  expect(await keys.find('one')).not.toBeNull();
  await expect(keys.find('two')).rejects.toMatchObject({ code: 'unavailable' });
});
