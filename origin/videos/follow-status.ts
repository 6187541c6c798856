import { setTimeout as sleep } from 'node:timers/promises';
import type { VideoStatusReport } from '../../shared/contracts/videos.ts';
import { AppError } from '../../shared/errors.ts';

export type FollowOptions = {
  pollMs: number;
  /** A sign of life at least this often: proxies close what is silent. */
  heartbeatMs: number;
  /** After this the client asks again, which checks anew what it may see. */
  maxMs: number;
};

export const followDefaults: FollowOptions = { pollMs: 1_000, heartbeatMs: 15_000, maxMs: 10 * 60_000 };

/**
 * `first` and then each change of what `read` gives, `null` as a heartbeat. Ends when the video is ready or failed,
 * when it may no longer be seen, when `signal` aborts and after `maxMs`.
 */
export async function* followStatus(
  first: VideoStatusReport,
  read: () => Promise<VideoStatusReport>,
  signal: AbortSignal,
  options: FollowOptions,
): AsyncGenerator<VideoStatusReport | null> {
  const startedMs = performance.now();
  let last = JSON.stringify(first);
  let lastSentMs = startedMs;
  yield first;
  if (isOver(first)) return;
  while (performance.now() - startedMs < options.maxMs) {
    if (await sleep(options.pollMs, false, { signal }).catch(() => true)) return;
    const report = await readOrWait(read);
    if (report === 'gone') return;
    const text = JSON.stringify(report);
    const isChange = report !== null && text !== last;
    if (!isChange && performance.now() - lastSentMs < options.heartbeatMs) continue;
    lastSentMs = performance.now();
    yield isChange ? report : null;
    if (!isChange) continue;
    last = text;
    if (isOver(report)) return;
  }
}

const isOver = ({ status }: VideoStatusReport) => status === 'ready' || status === 'failed';

/** `null` when the status cannot be read at the moment, which is no reason to hang up. */
async function readOrWait(read: () => Promise<VideoStatusReport>): Promise<VideoStatusReport | null | 'gone'> {
  try {
    return await read();
  } catch (error) {
    return error instanceof AppError && error.code === 'not_found' ? 'gone' : null;
  }
}
