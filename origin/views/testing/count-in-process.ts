import { openDatabase } from '../../../platform/database.ts';
import { createLog } from '../../../platform/log.ts';
import { connectRedis } from '../../../platform/redis.ts';
import { openViews } from '../open-views.ts';

/** Counts views until it is killed: `count-in-process.ts DATABASE_URL REDIS_URL`. */
const [, , databaseUrl = '', redisUrl = ''] = process.argv;
openViews({
  db: openDatabase({ url: databaseUrl }).db,
  redis: connectRedis(redisUrl),
  ...{
    redisUrl,
    minWatchSec: 10,
    sourceLimits: { perAddress: 1_000, perAccount: 1_000 },
    clock: () => new Date(),
    onOutcome: () => {},
  },
  log: createLog({ service: 'origin', level: 'silent' }),
});
