import { beforeEach, expect, test } from 'bun:test';
import { type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts';

let nowMs = 0;
let breaker: CircuitBreaker;
beforeEach(() => {
  nowMs = 0;
  breaker = createCircuitBreaker({ now: () => nowMs, failuresToOpen: 3, firstPauseMs: 1_000, maxPauseMs: 5_000 });
});

function fail(times: number): void {
  for (; times > 0; times--) breaker.failed();
}

test('it stays closed while failures are not in a row', () => {
  fail(2);
  breaker.succeeded();
  fail(2);
  expect(breaker.waitSec()).toBe(0);
});

test('open it says how long, then lets one probe through', () => {
  fail(3);
  expect(breaker.waitSec()).toBe(1);
  nowMs = 1_000;
  expect(breaker.waitSec()).toBe(0); // the probe
  expect(breaker.waitSec()).toBe(1); // everybody else
});

test('a probe that succeeds closes it', () => {
  fail(3);
  nowMs = 1_000;
  breaker.waitSec();
  breaker.succeeded();
  expect([breaker.waitSec(), breaker.waitSec()]).toEqual([0, 0]);
  fail(2);
  expect(breaker.waitSec()).toBe(0);
});

test('a probe that fails opens it for longer, up to a bound', () => {
  fail(3);
  const pauses: number[] = [];
  for (let probe = 0; probe < 4; probe++) {
    nowMs += 10_000;
    expect(breaker.waitSec()).toBe(0);
    breaker.failed();
    pauses.push(breaker.waitSec());
  }
  expect(pauses).toEqual([2, 4, 5, 5]);
});

test('a probe that never reports does not keep it open for ever', () => {
  fail(3);
  nowMs = 1_000;
  breaker.waitSec();
  nowMs = 2_000;
  expect(breaker.waitSec()).toBe(0);
});
