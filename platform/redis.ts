import { Redis } from 'ioredis';

export type { Redis } from 'ioredis';

/**
 * Connects lazily retrying for ever; commands of a plain connection fail after three tries, so that a request is
 * answered when Redis is away. `forBullmq` waits instead, as BullMQ's blocking commands demand.
 */
export function connectRedis(
  url: string,
  options: { forBullmq?: boolean; onError?: (error: Error) => void } = {},
): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: options.forBullmq ? null : 3,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  // Without a listener ioredis prints every failed attempt to the console.
  redis.on('error', (error: Error) => options.onError?.(error));
  return redis;
}
