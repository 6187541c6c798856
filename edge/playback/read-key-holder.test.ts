import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { internalHeaders } from '../../shared/http-headers.ts';
import { createKeyHolderReader, type ReadKeyHolder } from './read-key-holder.ts';

const good = { user_id: 'holder', adult: true, scopes: ['videos:read'], expires_at: null as string | null };
const refusal = (code: string, status: number) => Response.json({ error: { code, message: 'no' } }, { status });
let answer: () => Response;
let seen: { key: string | null; body: unknown }[];
let nowMs: number;
let server: ReturnType<typeof Bun.serve>;
let read: ReadKeyHolder;

beforeAll(() => {
  server = Bun.serve({
    port: 0,
    async fetch(request) {
      seen.push({ key: request.headers.get(internalHeaders.key), body: await request.json() });
      return answer();
    },
  });
});
afterAll(() => server.stop(true));
beforeEach(() => {
  seen = [];
  nowMs = 1_000_000;
  answer = () => Response.json(good);
  const options = { originUrl: server.url.origin, internalKey: 'the-key', now: () => nowMs, maxCached: 2 };
  read = createKeyHolderReader(options);
});

test('origin is asked with its key, and its word stands for 15 seconds', async () => {
  expect(await read('kin_1')).toEqual(good as never);
  nowMs += 14_999;
  await read('kin_1');
  expect(seen).toEqual([{ key: 'the-key', body: { key: 'kin_1' } }]);
  answer = () => refusal('token_invalid', 401); // revoked meanwhile
  nowMs += 1;
  await expect(read('kin_1')).rejects.toMatchObject({ code: 'token_invalid' });
});

test('a key opens nothing beyond its own time', async () => {
  answer = () => Response.json({ ...good, expires_at: new Date(nowMs + 5_000).toISOString() });
  await read('kin_1');
  answer = () => refusal('token_expired', 401);
  nowMs += 4_999;
  await read('kin_1');
  nowMs += 1;
  await expect(read('kin_1')).rejects.toMatchObject({ code: 'token_expired' });
});

test('a made-up key is asked about once, however often it is sent', async () => {
  answer = () => refusal('token_invalid', 401);
  for (let times = 0; times < 5; times++) await expect(read('kin_x')).rejects.toMatchObject({ code: 'token_invalid' });
  expect(seen).toHaveLength(1);
});

test('few keys are remembered', async () => {
  for (const key of ['kin_1', 'kin_2', 'kin_3', 'kin_3', 'kin_1']) await read(key);
  expect(seen).toHaveLength(4);
});

test.each([
  ['an error of its own', () => refusal('internal', 500)],
  ['an internal key it does not know', () => refusal('not_found', 404)],
  ['something else', () => new Response('<html>')],
  ['half an answer', () => Response.json({ user_id: 'holder' })],
])('with %s nobody is let in, and it is asked again', async (_what, bad) => {
  answer = bad;
  await expect(read('kin_1')).rejects.toMatchObject({ code: 'unavailable' });
  answer = () => Response.json(good);
  expect((await read('kin_1')).user_id).toBe('holder');
});
