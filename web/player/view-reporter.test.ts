import { expect, test } from 'bun:test';
import { createViewReporter } from './view-reporter.ts';

function setUp() {
  const sent: [string, number][] = [];
  let nowMs = 5_000;
  const reporter = createViewReporter({ send: (event, sec) => sent.push([event, sec]), nowMs: () => nowMs });
  return {
    sent,
    reporter,
    /** Plays on at normal speed, as a browser tells of it. */
    play(fromSec: number, toSec: number) {
      for (let sec = fromSec; sec < toSec; sec += 0.25) {
        nowMs += 250;
        reporter.onTime(sec + 0.25);
      }
    },
  };
}

test('a start, then a heartbeat for every ten seconds, then the end', () => {
  const { reporter, sent, play } = setUp();
  reporter.onMoving(0);
  play(0, 25);
  reporter.onEnd(25);
  expect(sent).toEqual([
    ['start', 0],
    ['heartbeat', 10],
    ['heartbeat', 20],
    ['complete', 25],
  ]);
});

test('a pause and a jump end one stretch and begin another', () => {
  const { reporter, sent, play } = setUp();
  reporter.onMoving(0);
  play(0, 4);
  reporter.onStill(4);
  reporter.onStill(4); // a paused viewer jumps
  reporter.onMoving(50);
  play(50, 53);
  reporter.onStill(53);
  expect(sent).toEqual([
    ['start', 0],
    ['heartbeat', 4],
    ['heartbeat', 50],
    ['heartbeat', 53],
  ]);
});

test('who leaves while it plays tells where, and who leaves a paused video nothing more', () => {
  const { reporter, sent, play } = setUp();
  reporter.onMoving(0);
  play(0, 3);
  reporter.onLeaving();
  reporter.onStill(3);
  reporter.onLeaving();
  expect(sent).toEqual([
    ['start', 0],
    ['heartbeat', 3],
    ['heartbeat', 3],
  ]);
});

test('a video seen again begins no new view', () => {
  const { reporter, sent } = setUp();
  reporter.onMoving(0);
  reporter.onEnd(9);
  reporter.onMoving(0);
  expect(sent.map(([event]) => event)).toEqual(['start', 'complete', 'heartbeat']);
});
