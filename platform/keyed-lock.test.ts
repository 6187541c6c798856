import { expect, test } from 'bun:test';
import { createKeyedLock } from './keyed-lock.ts';

test('one key runs one after another, in order, past failures; other keys do not wait', async () => {
  const exclusively = createKeyedLock();
  const gate = Promise.withResolvers<void>();
  const events: string[] = [];
  const first = exclusively('a', async () => {
    await gate.promise;
    events.push('a1');
    throw new Error('a1 failed');
  });
  const second = exclusively('a', async () => events.push('a2'));
  await exclusively('b', async () => events.push('b1'));
  expect(events).toEqual(['b1']);
  gate.resolve();
  await expect(first).rejects.toThrow('a1 failed');
  await second;
  expect(events).toEqual(['b1', 'a1', 'a2']);
});
