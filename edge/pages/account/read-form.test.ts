import { expect, test } from 'bun:test';
import { ownPath, readForm } from './read-form.ts';

const own = 'https://tube.example';

test.each([
  ['/watch/abc?t=5', '/watch/abc?t=5'],
  ['/account/become-admin?token=x', '/account/become-admin?token=x'],
  [undefined, '/account'],
  ['https://evil.test/', '/account'],
  ['//evil.test/', '/account'],
  ['/\\evil.test/', '/account'],
  ['/\t/evil.test/', '/account'],
  ['javascript:alert(1)', '/account'],
  ['', '/account'],
])('after a sign-in with next=%p one is at %p', (wanted, expected) => {
  expect(ownPath(wanted, own)).toBe(expected);
});

const post = (headers: Record<string, string>, body = 'email=a%40b.test&password=+x+&empty=') =>
  readForm(
    new Request(own, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    }),
    own,
  );

test('a form of ours is read as it was filled in', async () => {
  expect(await post({ 'sec-fetch-site': 'same-origin' })).toEqual({ email: 'a@b.test', password: ' x ' });
  expect(await post({ origin: own })).toMatchObject({ email: 'a@b.test' });
});

test.each<[Record<string, string>, string]>([
  [{ 'sec-fetch-site': 'cross-site' }, 'csrf_rejected'],
  [{ origin: 'https://evil.test' }, 'csrf_rejected'],
  [{ origin: 'null' }, 'csrf_rejected'],
  [{}, 'csrf_rejected'],
  [{ origin: own, 'content-type': 'multipart/form-data; boundary=x' }, 'unsupported_media'],
])('one with %p is refused: %s', (headers, code) => {
  expect(post(headers)).rejects.toMatchObject({ code });
});

test('nor is a large one read', () => {
  expect(post({ origin: own }, `a=${'x'.repeat(20_000)}`)).rejects.toMatchObject({ code: 'payload_too_large' });
});
