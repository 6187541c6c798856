import { expect, test } from 'bun:test';
import { MissingSegments } from './missing-segments.ts';

const uri = (token: string, name = '00002') => `https://h/p/${token}/video/gen/360p/${name}.m4s`;

function withHole() {
  const missing = new MissingSegments();
  missing.onAsked(uri('old'), { startSec: 4, endSec: 8 });
  expect(missing.note(uri('new'))).toBe(true);
  return missing;
}

test('what is loaded before the hole is played first, then it goes on behind it, once', () => {
  const missing = withHole();
  expect(missing.jumpFrom(2, false)).toBeNull();
  expect(missing.jumpFrom(3.8, false)).toBeNull();
  expect(missing.jumpFrom(3.8, true)).toBeCloseTo(8.05);
  expect(missing.jumpFrom(5, true)).toBeNull();
});

test('who jumps into the hole comes out behind it, and who jumps over it is left alone', () => {
  expect(withHole().jumpFrom(6, false)).toBeCloseTo(8.05);
  const missing = withHole();
  expect(missing.jumpFrom(20, true)).toBeNull();
  expect(missing.jumpFrom(6, true)).toBeNull();
});

test('a manifest, and a segment that has come since, are no holes', () => {
  const missing = new MissingSegments();
  expect(missing.note('https://h/p/t/video/gen/dash/manifest.mpd')).toBe(false);
  missing.onAsked(uri('t'), { startSec: 4, endSec: 8 });
  missing.onArrived(uri('t'));
  expect(missing.note(uri('t'))).toBe(false);
});
