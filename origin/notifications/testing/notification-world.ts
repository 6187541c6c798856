import { and, eq, isNull } from 'drizzle-orm';
import { createQueue } from '../../../platform/queue.ts';
import { connectRedis } from '../../../platform/redis.ts';
import {
  type Notification,
  type NotificationList,
  notificationListSchema,
} from '../../../shared/contracts/notifications.ts';
import { outbox } from '../../../shared/schema/index.ts';
import { waitFor } from '../../../testkit/wait-for.ts';
import { createCommentWorld } from '../../comments/testing/comment-world.ts';
import type { TestOrigin, TestUser } from '../../testing/test-origin.ts';
import { notificationsQueue } from '../events/notification-event.ts';

export type NotificationWorld = Awaited<ReturnType<typeof createNotificationWorld>>;

/** A creator with a channel, and people who are told of what happens there. */
export async function createNotificationWorld(origin: TestOrigin) {
  const world = await createCommentWorld(origin);
  const redis = connectRedis(origin.redisUrl);
  const queue = createQueue(notificationsQueue, redis);
  queue.on('error', () => {});

  async function list(user: TestUser, query = ''): Promise<NotificationList> {
    const response = await world.send(user, 'GET', `/me/notifications${query}`);
    return notificationListSchema.parse(await response.json());
  }

  /** Everybody has been told of everything that has happened so far. */
  async function settled(): Promise<void> {
    const isPending = and(eq(outbox.queue, notificationsQueue), isNull(outbox.relayedAt));
    await waitFor(
      async () => {
        if ((await origin.db.select().from(outbox).where(isPending)).length > 0) return false;
        return (await queue.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized')) === 0;
      },
      { what: 'all to be told', timeoutMs: 20_000 },
    );
  }

  return {
    ...{ ...world, list, settled },
    /** What somebody is told once everything is settled, newest first. */
    async told(user: TestUser): Promise<Notification[]> {
      await settled();
      return (await list(user)).notifications;
    },
    subscribe: (user: TestUser, notifications: 'all' | 'personalised' | 'none') =>
      world.outcome(user, 'PUT', `/channels/${world.channelId}/subscription`, { notifications }),
    async close(): Promise<void> {
      await queue.close();
      redis.disconnect();
    },
  };
}
