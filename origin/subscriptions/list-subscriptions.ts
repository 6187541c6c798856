import * as z from 'zod';
import type { SubscriptionsPage, SubscriptionsQuery } from '../../shared/contracts/subscriptions.ts';
import { idSchema } from '../../shared/ids.ts';
import { createListCursor, pageOf } from '../http/list-cursor.ts';
import type { SignedIn } from '../policy/who.ts';
import type { SubscriptionDeps } from './deps.ts';

const cursors = createListCursor('subscriptions', z.object({ createdAtMs: z.int(), channelId: idSchema }));

/** The channels that the actor is subscribed to, the latest subscription first. */
export async function listSubscriptions(
  deps: SubscriptionDeps,
  { userId }: SignedIn,
  { limit, cursor }: SubscriptionsQuery,
): Promise<SubscriptionsPage> {
  const after = cursors.decode(cursor, userId);
  const { shown, last } = pageOf(await deps.subscriptions.list({ userId, limit: limit + 1, after }), limit);
  const placeOf = ({ subscription }: (typeof shown)[number]) => ({
    createdAtMs: subscription.createdAt.getTime(),
    channelId: subscription.channelId,
  });
  return {
    subscriptions: shown.map(({ subscription, channel }) => ({
      channel: { channel_id: channel.id, handle: channel.handle, name: channel.name },
      notifications: subscription.level,
      subscriber_count: channel.subscriberCount,
      subscribed_at: subscription.createdAt.toISOString(),
    })),
    next_cursor: last && cursors.encode(placeOf(last), userId),
  };
}
