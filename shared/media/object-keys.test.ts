import { describe, expect, test } from 'bun:test';
import { contentTypeOf, isManifest } from './content-types.ts';
import { GENERATION_PATTERN, isNewerGeneration, objectKeys } from './object-keys.ts';

describe('object keys', () => {
  test('prefixes end in a slash, so no video covers another', () => {
    expect(objectKeys.videoPrefix('abcdefghijk')).toBe('media/abcdefghijk/');
    expect(objectKeys.generationPrefix('abcdefghijk', 'lx1')).toBe('media/abcdefghijk/lx1/');
    expect(objectKeys.generationPrefix('a', '12').startsWith(objectKeys.generationPrefix('a', '1'))).toBe(false);
    expect(objectKeys.original('abcdefghijk', 'u1')).toBe('originals/abcdefghijk/u1');
  });
});

describe('generations', () => {
  test('are ordered by the time they were made, when they grow by a digit too', () => {
    const timesMs = [0, 35, 36, 1_000, 36 ** 7 - 1, 36 ** 7, 1_700_000_000_000, 36 ** 8, Date.now()].sort(
      (a, b) => a - b,
    );
    const generations = timesMs.map((timeMs) => timeMs.toString(36));
    for (const [older, a] of generations.entries()) {
      expect(a).toMatch(GENERATION_PATTERN);
      for (const [newer, b] of generations.entries()) expect(isNewerGeneration(b, a)).toBe(newer > older);
    }
  });

  test('any is newer than none, and none than itself', () => {
    expect(isNewerGeneration('0', null)).toBe(true);
    expect(isNewerGeneration('lx1', 'lx1')).toBe(false);
  });

  test.each(['', '..', 'a/b', 'A', '-1', '0123456789abc', 'a\n', '%2e'])('%j is no generation', (wrong) => {
    expect(GENERATION_PATTERN.test(wrong)).toBe(false);
  });
});

describe('content types', () => {
  test.each([
    ['media/v/g/hls/master.m3u8', 'application/vnd.apple.mpegurl', true],
    ['media/v/g/dash/manifest.mpd', 'application/dash+xml', true],
    ['media/v/g/360p/init.mp4', 'video/mp4', false],
    ['media/v/g/360p/00001.m4s', 'video/iso.segment', false],
    ['media/v/g/images/poster.jpg', 'image/jpeg', false],
    ['media/v/g/notes', 'application/octet-stream', false],
    ['media/v.m3u8/x', 'application/octet-stream', false],
    ['x.constructor', 'application/octet-stream', false],
  ])('%s is %s', (key, contentType, manifest) => {
    expect(contentTypeOf(key)).toBe(contentType);
    expect(isManifest(key)).toBe(manifest);
  });
});
