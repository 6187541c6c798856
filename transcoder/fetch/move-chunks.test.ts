import { expect, test } from 'bun:test';
import { moveChunks } from './move-chunks.ts';

function box(type: string, ...content: (Uint8Array | string)[]): Uint8Array {
  const body = Buffer.concat(content.map((part) => Buffer.from(part)));
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + body.length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}
function table(type: 'stco' | 'co64', offsets: number[]): Uint8Array {
  const width = type === 'stco' ? 4 : 8;
  const body = Buffer.alloc(8 + offsets.length * width);
  body.writeUInt32BE(offsets.length, 4);
  for (const [index, offset] of offsets.entries())
    if (type === 'stco') body.writeUInt32BE(offset, 8 + index * 4);
    else body.writeBigUInt64BE(BigInt(offset), 8 + index * 8);
  return box(type, body);
}
const track = (...boxes: Uint8Array[]) => box('trak', box('mdia', box('minf', box('stbl', ...boxes))));
const index = (...tracks: Uint8Array[]) => box('moov', box('mvhd', 'x'.repeat(100)), ...tracks);
const further = (offset: number) => offset + 1000;

test('every place of every track moves, narrow fields and wide ones', () => {
  const moov = index(track(table('stco', [40, 90])), track(table('co64', [60, 2 ** 40])));
  expect(moveChunks(moov, further)).toBe(true);
  expect(moov).toEqual(index(track(table('stco', [1040, 1090])), track(table('co64', [1060, 2 ** 40 + 1000]))));
});

const refused: [string, Uint8Array][] = [
  ['chunks of a track out of order', index(track(table('stco', [90, 40])))],
  ['a place that outgrows its field', index(track(table('stco', [2 ** 32 - 10])))],
  ['more places than the box has room for', index(track(box('stco', Buffer.from([0, 0, 0, 0, 0, 0, 0, 9, 1, 1]))))],
  ['a compressed index', box('moov', box('cmov', 'x'))],
  ['an index of fragments', index(track(table('stco', [])), box('mvex', 'x'))],
  ['a box larger than what it lies in', Buffer.concat([index(), Buffer.from([0, 0, 1, 0, 1, 2, 3, 4])])],
  ['bytes that are no box', Buffer.concat([index(), Buffer.from([1, 2, 3])])],
];
test.each(refused)('%s: not to be read from front to back', (_, moov) => {
  expect(moveChunks(moov, further)).toBe(false);
});

test('nor where a chunk lies where no media can be', () => {
  expect(moveChunks(index(track(table('stco', [40]))), () => null)).toBe(false);
});
