import * as z from 'zod';
import type { NotificationList, NotificationQuery } from '../../shared/contracts/notifications.ts';
import { createListCursor, pageOf } from '../http/list-cursor.ts';
import type { SignedIn } from '../policy/who.ts';
import { type PresentDeps, presentNotifications } from './present-notifications.ts';
import type { NotificationStore } from './store.ts';

export type ListDeps = PresentDeps & { notifications: NotificationStore };

const cursors = createListCursor('notifications', z.object({ seq: z.int() }));

/** What the actor is told, newest first. Throws `invalid_cursor`. */
export async function listNotifications(
  deps: ListDeps,
  actor: SignedIn,
  { limit, cursor }: NotificationQuery,
): Promise<NotificationList> {
  const { userId } = actor;
  const before = cursors.decode(cursor, userId);
  const [rows, standing] = await Promise.all([
    deps.notifications.list(userId, before?.seq ?? null, limit + 1),
    deps.notifications.standingOf(userId),
  ]);
  const { shown, last } = pageOf(rows, limit);
  return {
    notifications: await presentNotifications(deps, actor, shown),
    next_cursor: last && cursors.encode({ seq: last.lastSeq }, userId),
    ...{ unread_count: standing?.unread ?? 0, last_event_id: standing?.head ?? 0 },
  };
}
