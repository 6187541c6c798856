import type { Redis } from '../../platform/redis.ts';
import { AppError } from '../../shared/errors.ts';
import { encodeStateKey, readProgress } from '../../shared/media/transcode-progress.ts';
import type { ProgressReader } from '../videos/video-status.ts';
import type { TranscodeJobs } from './bullmq-jobs.ts';

const keepForSec = 7 * 24 * 3600;
const keyOf = (videoId: string) => `kinora:progress:${videoId}`;

/** Live progress as the jobs report it; the highest percent shown is kept in Redis, so a second attempt does not set it back. */
export function createProgressReader(redis: Redis, jobs: Pick<TranscodeJobs, 'encodeOf'>): ProgressReader {
  return async (videoId) => {
    try {
      const encode = await jobs.encodeOf(videoId);
      const progress = encode === null ? null : readProgress(await redis.hgetall(encodeStateKey(videoId, encode)));
      const key = keyOf(videoId);
      const answers = await redis
        .multi()
        .zadd(key, 'GT', progress?.percent ?? 0, 'percent')
        .expire(key, keepForSec)
        .zscore(key, 'percent')
        .exec();
      const highest = Number(answers?.[2]?.[1] ?? 0);
      return {
        percent: highest,
        stage: progress?.stage ?? 'queued',
        secondsRemaining: progress?.estimated_seconds_remaining ?? null,
        stagePercents: progress?.stage_percents ?? {},
        rungPercents: progress?.rung_percents ?? {},
      };
    } catch (error) {
      throw new AppError('unavailable', 'the progress cannot be read at the moment', { cause: error });
    }
  };
}

/** Forgets the highest percent of a video that begins anew. */
export async function resetProgress(redis: Redis, videoId: string): Promise<void> {
  await redis.del(keyOf(videoId));
}
