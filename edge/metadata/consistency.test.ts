import { expect, test } from 'bun:test';
import { createConsistency } from './consistency.ts';

const internalKey = Buffer.alloc(32, 7).toString('base64url');
const clock = { nowMs: 1_800_000_000_000 };
const now = () => clock.nowMs;
const consistency = await createConsistency({ internalKey, now });

const issue = async (index: string) =>
  new Map(await consistency.issue(new Headers({ 'x-kinora-replication-index': index }), true));
const minIndexOf = async (headers: Record<string, string>) => (await consistency.read(new Headers(headers))).minIndex;

test('what is issued after a write is what a read demands, by header or by cookie', async () => {
  const headers = await issue('92');
  const token = headers.get('x-kinora-consistency') ?? '';
  expect(await minIndexOf({ 'x-kinora-consistency': token })).toBe(92);
  const cookie = headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/; Path=\/; Max-Age=60; HttpOnly; SameSite=Lax; Secure$/);
  expect(await minIndexOf({ cookie: `a=b; ${cookie.split(';')[0]}; c=d` })).toBe(92);
});

test('it ends after a minute', async () => {
  const token = (await issue('92')).get('x-kinora-consistency') ?? '';
  clock.nowMs += 59_000;
  expect(await minIndexOf({ 'x-kinora-consistency': token })).toBe(92);
  clock.nowMs += 1_000;
  expect(await minIndexOf({ 'x-kinora-consistency': token })).toBe(0);
});

test('what is not ours demands nothing', async () => {
  const token = (await issue('92')).get('x-kinora-consistency') ?? '';
  const other = await createConsistency({ internalKey: Buffer.alloc(32, 8).toString('base64url'), now });
  expect((await other.read(new Headers({ 'x-kinora-consistency': token }))).minIndex).toBe(0);
  for (const bad of [
    '',
    'c1',
    '999',
    token.replace('.92.', '.93.'),
    `${token}A`,
    'x'.repeat(5_000),
    token.slice(0, -1),
  ])
    expect(await minIndexOf({ 'x-kinora-consistency': bad })).toBe(0);
  expect(await minIndexOf({})).toBe(0);
  expect(await minIndexOf({ cookie: `not_kinora_consistency=${token}` })).toBe(0);
});

test.each(['', '0', '-1', '1.5', 'x', '9999999999999999'])('origin telling %p issues nothing', async (index) => {
  expect((await issue(index)).size).toBe(0);
});

test.each([
  ['POST', '/api/v1/videos/x/comments', true],
  ['DELETE', '/api/v1/comments/x', true],
  ['GET', '/api/v1/videos/x', false],
  ['HEAD', '/api/v1/videos/x', false],
  ['POST', '/api/v1/views', false],
  ['POST', '/api/v1/auth/sign-in', false],
  ['PUT', '/storage/parts/x', false],
])('%s %s: %p', (method, path, expected) => {
  expect(consistency.concerns(method, path)).toBe(expected);
});
