import { expect, test } from 'bun:test';
import { benchSettings } from './settings.ts';

test('reads numbers, and one size or several', () => {
  expect(benchSettings({})).toEqual({});
  expect(benchSettings({ KINORA_BENCH_VIDEOS: '20', KINORA_BENCH_WATCHED_EACH: '5' })).toEqual({
    KINORA_BENCH_VIDEOS: [20],
    KINORA_BENCH_WATCHED_EACH: 5,
  });
  expect(benchSettings({ KINORA_BENCH_VIDEOS: '1000,20' }).KINORA_BENCH_VIDEOS).toEqual([1000, 20]);
  expect(benchSettings({ KINORA_BENCH_STORE_MB_PER_SEC: '0.5' }).KINORA_BENCH_STORE_MB_PER_SEC).toBe(0.5);
});

test.each([
  ['KINORA_BENCH_VIDEOS', ['many', '10,', '1.5', '-3', ' ']],
  ['KINORA_BENCH_WATCHED_EACH', ['fifty', '0', '1.5']],
  ['KINORA_BENCH_EASE_ITEMS', ['6k']],
  ['KINORA_BENCH_SOURCE_SECONDS', ['5min', '0']],
  ['KINORA_BENCH_STORE', ['S3', 'r2']],
  ['KINORA_BENCH_STORE_MB_PER_SEC', ['-1', 'fast']],
  ['KINORA_BENCH_UPLOAD_BYTES', ['1GiB', '-1']],
  ['KINORA_BENCH_LONG_UPLOAD_BYTES', ['1e99', 'x']],
  ['KINORA_BENCH_WATCHED', ['50']],
])('a wrong %s is named', (name, values) => {
  for (const value of values) expect(() => benchSettings({ [name]: value })).toThrow(name);
});
