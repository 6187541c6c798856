import { afterAll, beforeAll, expect, test } from 'bun:test';
import { internalHeaders } from '../../shared/http-headers.ts';
import { shortHash } from '../../shared/tokens/short-hash.ts';
import { createFetchChanges, type FetchChanges } from './fetch-changes.ts';

const good = { head: 7, from_start: false, changes: [], more: false };
let answer: () => Response = () => Response.json(good);
let seen = { search: '', key: '' as string | null };
let server: ReturnType<typeof Bun.serve>;
let fetchChanges: FetchChanges;

beforeAll(() => {
  server = Bun.serve({
    port: 0,
    fetch(request) {
      seen = { search: new URL(request.url).search, key: request.headers.get(internalHeaders.key) };
      return answer();
    },
  });
  fetchChanges = createFetchChanges({ originUrl: server.url.origin, internalKey: 'the-key', timeoutMs: 1_000 });
});
afterAll(() => server.stop(true));

test('asks origin with its key, from the start or after an entry', async () => {
  await fetchChanges(null);
  expect(seen).toEqual({ search: '', key: 'the-key' });
  await fetchChanges(41);
  expect(seen).toEqual({ search: '?after=41', key: 'the-key' });
});

test('names users as tokens name them, and passes on what it does not know', async () => {
  const changes = [
    { seq: 1, kind: 'user_revoked', subject: 'user-1' },
    { seq: 2, kind: 'user_restored', subject: 'user-1' },
    { seq: 3, kind: 'video_revoked', subject: 'aaaaaaaaaaa' },
    { seq: 4, kind: 'of_tomorrow', subject: 'x' },
  ];
  answer = () => Response.json({ ...good, changes });
  const hash = await shortHash('user-1');
  expect((await fetchChanges(0)).changes.map(({ subject }) => subject)).toEqual([hash, hash, 'aaaaaaaaaaa', 'x']);
});

test.each([
  ['an error', () => Response.json(good, { status: 500 })],
  ['a redirect to a page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
  ['nothing', () => Response.json(null)],
  ['no head', () => Response.json({ ...good, head: undefined })],
  ['no list', () => Response.json({ ...good, changes: {} })],
  ['an entry without a number', () => Response.json({ ...good, changes: [{ kind: 'key_revoked', subject: 'k1' }] })],
  ['an entry that is null', () => Response.json({ ...good, changes: [null] })],
])('%s is no answer', async (_what, given) => {
  answer = given;
  await expect(fetchChanges(0)).rejects.toThrow();
});
