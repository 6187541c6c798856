import * as z from 'zod';
import { connectRedis, type Redis } from '../../platform/redis.ts';
import { createNotificationWakes, type NotificationWakes } from '../notifications/wakes.ts';

const CHANNEL = 'kinora:notified';
const messageSchema = z.array(z.string());

/** Wakes streams in every origin, by a channel of Redis. Without Redis those of this one, the others when they look by themselves. */
export function openNotificationWakes(deps: { redis: Redis; redisUrl: string }): NotificationWakes & { close(): void } {
  const local = createNotificationWakes();
  const subscriber = connectRedis(deps.redisUrl, { forBullmq: true });
  // Rejects when it is closed before Redis was ever there.
  subscriber.subscribe(CHANNEL).catch(() => {});
  subscriber.on('message', (_channel, text) => {
    const userIds = messageSchema.safeParse(JSON.parse(text));
    if (userIds.success) local.wake(userIds.data);
  });
  return {
    ...local,
    wake(userIds) {
      local.wake(userIds);
      deps.redis.publish(CHANNEL, JSON.stringify(userIds)).catch(() => {});
    },
    close: () => subscriber.disconnect(),
  };
}
