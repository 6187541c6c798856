import { createJobQueues, type JobQueues } from '../../platform/job-queues.ts';
import { connectRedis } from '../../platform/redis.ts';
import { Failure } from '../failure.ts';

/** The queues in Redis, to look at, over a connection of their own. Throws a `Failure` when Redis does not answer. */
export async function openJobQueues(redisUrl: string): Promise<JobQueues> {
  const redis = connectRedis(redisUrl);
  try {
    await redis.ping();
  } catch (cause) {
    redis.disconnect();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Failure('redis_unreachable', `Redis does not answer: ${reason}`, { cause });
  }
  const queues = createJobQueues(redis);
  return {
    ...queues,
    async close() {
      await queues.close();
      redis.disconnect();
    },
  };
}
