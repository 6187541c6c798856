import { expect, test } from 'bun:test';
import { inKeyOrder } from './in-key-order.ts';

test('rows come as the database has them: by their bytes, not as people sort words; equal ones keep their order', () => {
  const rows = ['b', 'a-', 'B', 'a_', 'a', 'b'].map((key, at) => ({ key, at }));
  const ordered = inKeyOrder(rows, ({ key }) => key);
  expect(ordered.map(({ key }) => key)).toEqual(['B', 'a', 'a-', 'a_', 'b', 'b']);
  expect(ordered.slice(-2).map(({ at }) => at)).toEqual([0, 5]);
  expect(rows[0]?.key).toBe('b');
});
