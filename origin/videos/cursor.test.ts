import { expect, test } from 'bun:test';
import { toBase64Url } from '../../shared/base64url.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

test('a cursor comes back as it went', () => {
  const position = { createdAt: new Date(1_780_000_000_123), videoId: 'abcdefghij_' };
  expect(decodeCursor(encodeCursor(position))).toEqual(position);
});

const encoded = (value: unknown) => toBase64Url(new TextEncoder().encode(JSON.stringify(value)));

test.each([
  'x',
  'not base64!',
  encoded({}),
  encoded({ list: 'oldest', created_at_ms: 1, video_id: 'abcdefghij_' }),
  encoded({ list: 'newest', created_at_ms: '1', video_id: 'abcdefghij_' }),
])('%p is refused', (text) => {
  expect(() => decodeCursor(text)).toThrow('cursor');
});
