import { expect, test } from 'bun:test';
import { againWhileLocked } from './while-locked.ts';

const locked = () => new Error('query failed', { cause: Object.assign(new Error('locked'), { code: 'SQLITE_BUSY' }) });
const patience = { patienceMs: 60_000, longestWaitMs: 1 };

test('what a locked database refused is done in the end', async () => {
  let attempts = 0;
  const work = async () => {
    attempts += 1;
    if (attempts < 4) throw locked();
    return 'done';
  };
  expect(await againWhileLocked(work, patience)).toBe('done');
  expect(attempts).toBe(4);
});

test('any other error is not tried again', async () => {
  let attempts = 0;
  const work = async () => {
    attempts += 1;
    throw Object.assign(new Error('unique'), { code: 'SQLITE_CONSTRAINT' });
  };
  expect(againWhileLocked(work, patience)).rejects.toThrow('unique');
  expect(attempts).toBe(1);
});

test('a database that stays locked is told of', async () => {
  const work = async () => {
    throw locked();
  };
  expect(againWhileLocked(work, { patienceMs: 0, longestWaitMs: 1 })).rejects.toThrow('query failed');
});
