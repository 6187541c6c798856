import type { Redis } from '../../platform/redis.ts';
import { AppError } from '../../shared/errors.ts';
import { transcodeJobId } from '../outbox/job-ids.ts';
import type { ProgressReader } from '../videos/video-status.ts';
import type { TranscodeJobs } from './bullmq-jobs.ts';

const keepForSec = 7 * 24 * 3600;

/** Live progress from BullMQ; the highest percent shown is kept in Redis, so a second attempt does not set it back. */
export function createProgressReader(redis: Redis, jobs: Pick<TranscodeJobs, 'progress'>): ProgressReader {
  return async (videoId) => {
    try {
      const progress = await jobs.progress(transcodeJobId(videoId));
      const key = `kinora:progress:${videoId}`;
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
      };
    } catch (error) {
      throw new AppError('unavailable', 'the progress cannot be read at the moment', { cause: error });
    }
  };
}
