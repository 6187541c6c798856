import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import type { Redis } from '../../platform/redis.ts';
import { openNotificationJobs } from '../adapters/bullmq-notifications.ts';
import { openNotificationWakes } from '../adapters/redis-notification-wakes.ts';
import type { JobSender } from '../outbox/relay.ts';
import { createVideoStore } from '../videos/store.ts';
import { createAudienceStore } from './audience/store.ts';
import { createNotificationStore } from './store.ts';
import { tellPeople, tellTogether } from './tell-people.ts';
import type { NotificationWakes } from './wakes.ts';

export type Notifying = {
  jobs: JobSender;
  wakes: NotificationWakes;
  /** To be run now and then. */
  deleteOld(): Promise<void>;
  close(): Promise<void>;
};

/** Both ends of the way from what happened to those who are told of it, here or in another origin. */
export function openNotifications(deps: {
  db: Database;
  redis: Redis;
  blockingRedis: Redis;
  redisUrl: string;
  keepMs: number;
  mailGapMs: number;
  clock: () => Date;
  log: Log;
}): Notifying {
  const { db, clock } = deps;
  const notifications = createNotificationStore(db);
  const wakes = openNotificationWakes(deps);
  const telling = {
    ...{ notifications, clock, wake: wakes.wake, mailGapMs: deps.mailGapMs },
    audience: createAudienceStore(db),
    videos: { store: createVideoStore(db), clock },
  };
  const jobs = openNotificationJobs({
    ...{ ...deps, blocking: deps.blockingRedis },
    tell: (job) => tellPeople(telling, job),
    tellTogether: (several) => tellTogether(telling, several),
  });
  return {
    jobs: jobs.sender,
    wakes,
    deleteOld: () => notifications.deleteBefore(new Date(clock().getTime() - deps.keepMs)),
    async close() {
      wakes.close();
      await jobs.close();
    },
  };
}
