import { type Job, type JobsOptions, Queue, Worker, type WorkerOptions } from 'bullmq';
import type { Redis } from './redis.ts';

const dayInSec = 24 * 3600;

/** Failed jobs stay for inspection; done ones go after a day. */
export const defaultJobOptions: JobsOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 2_000 },
  removeOnComplete: { age: dayInSec },
  removeOnFail: false,
};

/** The sending side of a queue of `T`. Close it before its connection, which stays the caller's. */
export function createQueue<T>(
  name: string,
  connection: Redis,
  options: { jobOptions?: JobsOptions; prefix?: string } = {},
): Queue<T, unknown, string> {
  return new Queue<T, unknown, string>(name, {
    connection,
    ...(options.prefix === undefined ? {} : { prefix: options.prefix }),
    defaultJobOptions: { ...defaultJobOptions, ...options.jobOptions },
  });
}

/** The receiving side; `connection` must be made with `forBullmq`. `worker.close()` waits for running jobs. */
export function createWorker<T, R = void>(
  name: string,
  connection: Redis,
  handle: (job: Job<T, R, string>, token?: string, signal?: AbortSignal) => Promise<R>,
  options: Omit<WorkerOptions, 'connection'> = {},
): Worker<T, R, string> {
  return new Worker<T, R, string>(name, handle, { ...options, connection });
}
