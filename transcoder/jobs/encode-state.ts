import type { Redis } from '../../platform/redis.ts';
import {
  cancelledKey,
  encodeStateKey,
  type ProgressLayout,
  type ProgressPart,
} from '../../shared/media/transcode-progress.ts';
import type { ReportProgress } from '../progress/report-progress.ts';

/** Why an encode was given up: trying again may mend what was no fault of its source. */
export type EncodeFault = 'source' | 'ours';

const keepForSec = 7 * 24 * 3600;
const writeEveryMs = 250;
/** How long an encoder may go on for nobody. */
const lookEveryMs = 500;

/** What the jobs of one encode tell each other and origin, in a Redis hash that forgets itself. */
export function createEncodeState(redis: Redis, { videoId, encode }: { videoId: string; encode: string }) {
  const key = encodeStateKey(videoId, encode);
  return {
    async begin(nowMs: number): Promise<void> {
      await redis.multi().hsetnx(key, 'started_at_ms', nowMs).expire(key, keepForSec).exec();
    },
    async setLayout(layout: ProgressLayout): Promise<void> {
      await redis.hset(key, 'layout', JSON.stringify(layout));
    },
    /**
     * From now on no job of this encode begins, and where its source is at fault none leaves anything behind. What was
     * said first counts; returned with when this attempt at the video began.
     */
    async markFailed(fault: EncodeFault): Promise<{ fault: EncodeFault; startedAtMs: string }> {
      await redis.multi().hsetnx(key, 'failed', fault).expire(key, keepForSec).exec();
      const [failed, startedAtMs] = await redis.hmget(key, 'failed', 'started_at_ms');
      return { fault: failed === 'source' ? 'source' : 'ours', startedAtMs: startedAtMs ?? '' };
    },
    /** Also of a video that was deleted: nothing of it is of use to another attempt. */
    async fault(): Promise<EncodeFault | null> {
      const [isCancelled, failed] = await Promise.all([redis.exists(cancelledKey(videoId)), redis.hget(key, 'failed')]);
      if (isCancelled === 1) return 'source';
      return failed === null ? null : failed === 'source' ? 'source' : 'ours';
    },
    /** Calls `onFault` once when another job has given the encode up or the video was deleted; `stop` ends the watch. */
    watch(onFault: () => void, onError: (error: unknown) => void): { stop(): void } {
      const look = async () => {
        const fault = await this.fault().catch((error: unknown) => void onError(error));
        if (fault == null) return;
        clearInterval(timer);
        onFault();
      };
      const timer = setInterval(() => void look(), lookEveryMs);
      return { stop: () => clearInterval(timer) };
    },
    /** Makes an encode that was given up one that has not begun. */
    async forget(): Promise<void> {
      await redis.del(key);
    },
    async markDone(): Promise<void> {
      await redis.hset(key, 'done', 1);
    },
    async isDone(): Promise<boolean> {
      return (await redis.hexists(key, 'done')) === 1;
    },
    /** Writes what is reported, a few times a second. */
    reporter(onError: (error: unknown) => void): { report: ReportProgress; settled(): Promise<void> } {
      const next = new Map<ProgressPart, number>();
      let writing: Promise<void> | null = null;
      let lastMs = Number.NEGATIVE_INFINITY;
      const drain = async () => {
        while (next.size > 0) {
          lastMs = performance.now();
          const parts = Object.fromEntries([...next].map(([part, fraction]) => [part, fraction.toFixed(4)]));
          next.clear();
          try {
            await redis.hset(key, { ...parts, reported_at_ms: Date.now() });
          } catch (error) {
            onError(error);
          }
        }
        writing = null;
      };
      return {
        report(part, fraction) {
          next.set(part, fraction);
          const isEnd = fraction === 0 || fraction === 1;
          if (isEnd || performance.now() - lastMs >= writeEveryMs) writing ??= drain();
        },
        async settled() {
          writing ??= drain();
          await writing;
        },
      };
    },
  };
}

export type EncodeState = ReturnType<typeof createEncodeState>;
