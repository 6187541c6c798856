import { expect, test } from 'bun:test';
import { decodeCursor, encodeCursor } from './cursor.ts';

const position = { key: 1_800_000_000_123, commentId: '0191e0e0-0000-7000-8000-000000000001' };
const refused = expect.objectContaining({ code: 'invalid_cursor', status: 400 });
const decode = (text: string, query = 'newest:aaaaaaaaaaa') => {
  try {
    return decodeCursor(text, query);
  } catch (error) {
    return error;
  }
};

test.each([position, { ...position, key: 0 }, { ...position, key: 0.1 + 0.2 }, { ...position, key: -1.5 }])(
  '%j comes back as it was',
  (each) => {
    expect(decode(encodeCursor('newest:aaaaaaaaaaa', each))).toEqual(each);
  },
);

test('a cursor of another video, sort or thread is refused', () => {
  const cursor = encodeCursor('newest:aaaaaaaaaaa', position);
  for (const query of ['newest:bbbbbbbbbbb', 'oldest:aaaaaaaaaaa', 'replies:aaaaaaaaaaa', ''])
    expect(decode(cursor, query)).toEqual(refused);
});

test('any other character at any place, any cut and anything else is refused', () => {
  const cursor = encodeCursor('newest:aaaaaaaaaaa', position);
  for (let at = 0; at < cursor.length; at += 1) {
    expect(decode(cursor.slice(0, at))).toEqual(refused);
    for (const character of 'A0z_-') {
      const changed = cursor.slice(0, at) + character + cursor.slice(at + 1);
      if (changed !== cursor) expect(decode(changed)).toEqual(refused);
    }
  }
  for (const other of ['', 'null', 'W10', 'e30', `${cursor}A`, cursor.repeat(20), '🎬', "' or 1=1 --"])
    expect(decode(other)).toEqual(refused);
});
