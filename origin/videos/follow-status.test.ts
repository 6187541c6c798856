import { describe, expect, test } from 'bun:test';
import type { VideoStatusReport } from '../../shared/contracts/videos.ts';
import { AppError } from '../../shared/errors.ts';
import { followStatus } from './follow-status.ts';

const report = (progress: number, status: VideoStatusReport['status'] = 'processing'): VideoStatusReport => ({
  ...{ video_id: 'abcdefghij_', status, progress, stage: null, playable: false, renditions: [] },
  estimated_seconds_remaining: null,
});
const forever = { pollMs: 1, heartbeatMs: 60_000, maxMs: 60_000 };

/** What is told while `read` gives one of `answers` after the other: percents, `alive` for a heartbeat. */
async function follow(answers: (VideoStatusReport | Error)[], options = forever, stop = new AbortController()) {
  const left = [...answers];
  const read = async () => {
    const next = left.shift() ?? report(0);
    if (next instanceof Error) throw next;
    return next;
  };
  const told: (number | 'alive')[] = [];
  for await (const each of followStatus(report(0), read, stop.signal, options)) {
    told.push(each ? each.progress : 'alive');
    if (told.length === 4) stop.abort();
  }
  return told;
}

describe('following a status', () => {
  test('tells the first and each change once, and ends with ready', async () => {
    const steps = [report(0), report(5), report(5), report(40), report(100, 'ready'), report(7)];
    expect(await follow(steps)).toEqual([0, 5, 40, 100]);
  });

  test('ends with failed', async () => {
    expect(await follow([report(3, 'failed'), report(4)])).toEqual([0, 3]);
  });

  test('goes on while the status cannot be read, and ends when it may not be seen any more', async () => {
    const away = new AppError('unavailable', 'later');
    expect(await follow([away, report(9), new AppError('not_found', 'gone'), report(10)])).toEqual([0, 9]);
  });

  test('shows that it is alive when nothing changes, and stops with its reader', async () => {
    expect(await follow([], { ...forever, heartbeatMs: 0 })).toEqual([0, 'alive', 'alive', 'alive']);
  });

  test('ends after its time', async () => {
    expect(await follow([report(1)], { ...forever, maxMs: 0 })).toEqual([0]);
  });
});
