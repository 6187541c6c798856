import { expect, test } from 'bun:test';
import * as z from 'zod';
import { createListCursor, pageOf } from './list-cursor.ts';

const cursor = createListCursor('things', z.object({ id: z.string() }));

test('a cursor leads back to its row, and only in its list', () => {
  const text = cursor.encode({ id: 'a' }, 'of ann');
  expect(cursor.decode(text, 'of ann')).toEqual({ id: 'a' });
  expect(cursor.decode(undefined)).toBeNull();
  const others = createListCursor('others', z.object({ id: z.string() }));
  for (const refused of [
    () => cursor.decode(text, 'of bob'),
    () => cursor.decode(text),
    () => others.decode(text, 'of ann'),
    () => cursor.decode(`${text.slice(0, -4)}AAAA`, 'of ann'),
    () => cursor.decode('%%%', 'of ann'),
    () => cursor.decode(createListCursor('things', z.number()).encode(7, 'of ann'), 'of ann'),
  ])
    expect(refused).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
});

test('a page has no next one when no row is left over', () => {
  expect(pageOf([1, 2, 3], 2)).toEqual({ shown: [1, 2], last: 2 });
  expect(pageOf([1, 2], 2)).toEqual({ shown: [1, 2], last: null });
  expect(pageOf([], 2)).toEqual({ shown: [], last: null });
});
