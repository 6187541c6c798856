import { afterEach, beforeEach, expect, jest, test } from 'bun:test';
import { onceInAWhile } from './once-later.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('the first call is acted on at once, those soon after it together, and after a pause at once again', () => {
  let runs = 0;
  const call = onceInAWhile(() => {
    runs += 1;
  }, 100);
  call();
  jest.advanceTimersByTime(1);
  expect(runs).toBe(1);
  for (let calls = 0; calls < 5; calls += 1) call();
  jest.advanceTimersByTime(90);
  expect(runs).toBe(1);
  jest.advanceTimersByTime(10);
  expect(runs).toBe(2);
  jest.advanceTimersByTime(500);
  call();
  jest.advanceTimersByTime(1);
  expect(runs).toBe(3);
});
