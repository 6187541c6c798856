import { expect, test } from 'bun:test';
import { createSharedFlush } from './shared-flush.ts';

/** Flushes that end when the test says so, and a list of those that began. */
function slowFlushes() {
  const begun: PromiseWithResolvers<void>[] = [];
  const flush = () => {
    const it = Promise.withResolvers<void>();
    begun.push(it);
    return it.promise;
  };
  const began = async (count: number) => {
    while (begun.length < count) await Promise.resolve();
    const last = begun[count - 1];
    if (!last) throw new Error('no such flush');
    return last;
  };
  return { flush, began, count: () => begun.length };
}

test('who asks while a flush is running shares the next one with all who do, and not the running one', async () => {
  const share = createSharedFlush();
  const { flush, began, count } = slowFlushes();
  const ended: string[] = [];
  const first = share('file', flush).then(() => ended.push('first'));
  const running = await began(1);
  const later = ['second', 'third', 'fourth'].map((name) => share('file', flush).then(() => ended.push(name)));
  running.resolve();
  await first;
  const next = await began(2);
  expect(ended).toEqual(['first']);
  next.resolve();
  await Promise.all(later);
  expect(ended).toEqual(['first', 'second', 'third', 'fourth']);
  expect(count()).toBe(2);
});

test('a failed flush fails all who share it, and nobody after them', async () => {
  const share = createSharedFlush();
  const { flush, began } = slowFlushes();
  const first = share('file', flush);
  const second = share('file', flush);
  (await began(1)).reject(new Error('the disk is gone'));
  await expect(first).rejects.toThrow('the disk is gone');
  await expect(second).rejects.toThrow('the disk is gone');
  const third = share('file', flush);
  (await began(2)).resolve();
  await third;
});

test('files do not wait for each other', async () => {
  const share = createSharedFlush();
  const { flush, began } = slowFlushes();
  const one = share('one', flush);
  const other = share('other', flush);
  (await began(1)).resolve();
  (await began(2)).resolve();
  await Promise.all([one, other]);
});
