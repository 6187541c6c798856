import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import type { Redis } from '../../platform/redis.ts';
import { createFeedJobs } from '../adapters/bullmq-feed-jobs.ts';
import type { Rounds } from '../rounds/create-rounds.ts';
import { pushPublication } from './fan-out/push-publication.ts';
import { createFanOutStore } from './fan-out/store.ts';
import { createFeedStore } from './feed/store.ts';

/** A job that has not moved for so long is gone. */
const stuckMs = 5 * 60_000;

/** What runs beside the routes: videos on their way into feeds. */
export function openSubscriptions(deps: {
  db: Database;
  redis: Redis;
  blockingRedis: Redis;
  fanOutMaxSubscribers: number;
  wakeRelay: () => void;
  every: Rounds['every'];
  clock: () => Date;
  log: Log;
  closing: AbortSignal;
}) {
  const { redis, blockingRedis: blocking, clock, log, closing } = deps;
  const fanOut = createFanOutStore(deps.db);
  const jobs = createFeedJobs({
    ...{ redis, blocking, log },
    push: (videoId) => pushPublication({ fanOut, clock, closing }, videoId),
  });
  return {
    jobs,
    rounds: [
      deps.every(1_000, 'putting videos into feeds', async () => {
        while ((await fanOut.release(deps.fanOutMaxSubscribers, clock())) > 0) deps.wakeRelay();
      }),
      deps.every(60_000, 'going on with feeds', async () => {
        const now = clock();
        if ((await fanOut.resume(new Date(now.getTime() - stuckMs), now)) > 0) deps.wakeRelay();
      }),
    ],
    deleteOld: () => createFeedStore(deps.db).deleteOld(clock()),
  };
}
