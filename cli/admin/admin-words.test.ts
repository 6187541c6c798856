import { describe, expect, test } from 'bun:test';
import { type JobReport, oneForEachVideo } from '../../platform/job-queues.ts';
import { ageOf } from './age.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

test('an age is given in its largest whole unit', () => {
  const now = new Date('2026-01-02T00:00:00Z');
  const before = (sec: number) => ageOf(new Date(now.getTime() - sec * 1000), now);
  expect([0, 59, 60, 3_600, 86_399, 200_000].map(before)).toEqual(['0 s', '59 s', '1 min', '1 h', '23 h', '2 d']);
  expect(before(-5)).toBe('0 s');
});

test('a table has columns and no trailing space', () => {
  expect(
    table([
      ['a', 'long'],
      ['longer', 'b'],
    ]),
  ).toBe('a       long\nlonger  b');
});

test('control characters of a stranger never reach the terminal', () => {
  expect(printable('title \u001b[2J\u0007 ü\n\tnext')).toBe('title ?[2J? ü\n\tnext');
});

describe('a video that failed', () => {
  const job = (stage: string, isConsequence: boolean, videoId: string | null = 'abcdefghij_'): JobReport => ({
    ...{ videoId, jobId: `${stage}-1`, queue: 'transcode', stage, state: 'failed' },
    ...{ reason: '', attempts: 1, addedAt: new Date(0), startedAt: null, endedAt: new Date(0), isConsequence },
  });

  test('is listed once, with the job that is to blame', () => {
    const stages = oneForEachVideo([job('finish', true), job('chunk', false), job('finish', false, null)]);
    expect(stages.map(({ stage }) => stage)).toEqual(['chunk', 'finish']);
  });
});
