import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { connectRedis, type Redis } from '../../platform/redis.ts';
import { countViews, forgetSessions } from './count-views.ts';
import { rankByViews } from './ranking/rank-by-views.ts';
import { createRankingStore } from './ranking/store.ts';
import { readViewStream } from './read-view-stream.ts';
import type { SourceLimits } from './sources/cap-views.ts';
import { createViewStore } from './store.ts';
import { createViewSender, type ViewSender } from './view-stream.ts';

export type Views = {
  sender: ViewSender;
  /** To be run now and then. */
  forgetSessions(): Promise<void>;
  /** The same: has lists go by the views of now. */
  rankByViews(): Promise<void>;
  /** After the last `send`. */
  stop(): Promise<void>;
};

/** Both ends of the way of view events: what takes them from the edge, and what counts them, here or in another origin. */
export function openViews(deps: {
  db: Database;
  redis: Redis;
  redisUrl: string;
  minWatchSec: number;
  sourceLimits: SourceLimits;
  clock: () => Date;
  log: Log;
  onOutcome: (error: unknown) => void;
}): Views {
  const subscriber = connectRedis(deps.redisUrl, { forBullmq: true });
  const views = createViewStore(deps.db);
  const counting = { ...deps, views, minWatchMs: deps.minWatchSec * 1000 };
  const reader = readViewStream({
    ...deps,
    reader: connectRedis(deps.redisUrl, { forBullmq: true }),
    count: (events) => countViews(counting, events),
  });
  return {
    sender: createViewSender({ redis: deps.redis, subscriber }),
    forgetSessions: () => forgetSessions(counting),
    rankByViews: () => rankByViews({ ranking: createRankingStore(deps.db), clock: deps.clock }),
    async stop() {
      await reader.stop();
      subscriber.disconnect();
    },
  };
}
