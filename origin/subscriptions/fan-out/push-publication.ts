import { setTimeout as sleep } from 'node:timers/promises';
import type { FanOutStore } from './store.ts';

export type PushDeps = {
  fanOut: Pick<FanOutStore, 'pushPage'>;
  clock: () => Date;
  /** Aborted when the service stops. */
  closing: AbortSignal;
};

/** What one transaction writes: others who write wait that long. */
export const FEEDS_AT_ONCE = 500;

/**
 * Writes a publication into the feed of every subscriber who has not got it. Between pages it leaves the database to
 * others for as long as a page took. Safe to repeat, and to cut off: the next call goes on. Throws when `closing`.
 */
export async function pushPublication(deps: PushDeps, videoId: string): Promise<void> {
  for (;;) {
    deps.closing.throwIfAborted();
    const startedMs = performance.now();
    if (!(await deps.fanOut.pushPage(videoId, FEEDS_AT_ONCE, deps.clock()))) return;
    await sleep(performance.now() - startedMs, undefined, { signal: deps.closing });
  }
}
