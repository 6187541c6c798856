import { expect, test } from 'bun:test';
import { createRememberedFiles, isSame } from './remembered-files.ts';

const mark = { name: 'a.mp4', sizeBytes: 10, modifiedAtMs: 1 };

function storage(refuses = false) {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, value: string) {
      if (refuses) throw new DOMException('no room', 'QuotaExceededError');
      kept.set(key, value);
    },
  };
}

test('a file is remembered until it is forgotten, also by the next page', () => {
  const kept = storage();
  createRememberedFiles(kept).remember('u1', mark);
  const next = createRememberedFiles(kept);
  expect(next.markOf('u1')).toEqual(mark);
  next.forget('u1');
  expect(createRememberedFiles(kept).markOf('u1')).toBeNull();
});

test('only so many are kept, the newest', () => {
  const files = createRememberedFiles(storage());
  for (let at = 0; at < 150; at++) files.remember(`u${at}`, mark);
  expect([files.markOf('u49'), files.markOf('u50')]).toEqual([null, mark]);
});

test.each([[storage(true)], [null]])('without storage nothing is remembered and nothing fails', (kept) => {
  const files = createRememberedFiles(kept);
  files.remember('u1', mark);
  expect(files.markOf('u1')).toBeNull();
});

test('what others left under its name is taken for nothing', () => {
  const kept = storage();
  kept.setItem('kinora-uploads', '{broken');
  expect(createRememberedFiles(kept).markOf('u1')).toBeNull();
});

test('an edited file is another one', () => {
  expect(isSame(mark, { ...mark })).toBe(true);
  expect(isSame(mark, { ...mark, modifiedAtMs: 2 })).toBe(false);
});
