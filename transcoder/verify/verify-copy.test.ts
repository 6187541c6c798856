import { expect, test } from 'bun:test';
import { fitsBuffer, parsePictures } from './verify-copy.ts';

const rung = { frameRate: { num: 10, den: 1 }, maxrateKbps: 80, bufsizeKbps: 160 };

test('a buffer of two seconds takes a burst of that size, once', () => {
  expect(fitsBuffer(rung, [20_000])).toBe(true);
  expect(fitsBuffer(rung, [20_001])).toBe(false);
  expect(fitsBuffer(rung, [20_000, 1_000, 1_000])).toBe(true);
  expect(fitsBuffer(rung, [20_000, 1_001])).toBe(false);
  expect(fitsBuffer(rung, [10_000, ...Array.from({ length: 10 }, () => 0), 20_000])).toBe(true);
  expect(
    fitsBuffer(
      rung,
      Array.from({ length: 1000 }, () => 1_000),
    ),
  ).toBe(true);
  expect(
    fitsBuffer(
      rung,
      Array.from({ length: 1000 }, () => 1_100),
    ),
  ).toBe(false);
});

test('a list of pictures tells their times, and which carry more than a picture', () => {
  const list = [
    ...['#software: Lavf59.27.100', '#tb 0: 1/15360', '#media_type 0: video'],
    ...[
      '0,      -1024,          0,      512,    12345, 0x12345678',
      '0, 29696, 30720, 512, 99, 0x1, F=0x0, S=1, 41, 0x9',
    ],
  ].join('\n');
  expect(parsePictures(list)).toEqual([
    { timeSec: 0, hasSideData: false },
    { timeSec: 2, hasSideData: true },
  ]);
  expect(parsePictures('#tb 0: 1/15360\n')).toEqual([]);
});
