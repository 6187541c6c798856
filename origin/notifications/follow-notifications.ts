import type { NotificationNews } from '../../shared/contracts/notifications.ts';
import type { SignedIn } from '../policy/who.ts';
import type { ListDeps } from './list-notifications.ts';
import { presentNotifications } from './present-notifications.ts';
import type { NotificationWakes } from './wakes.ts';

export type FollowOptions = {
  /** A sign of life at least this often, as proxies close what is silent; and a look for what nobody woke us for. */
  heartbeatMs: number;
  /** After this the client comes again, which checks anew who it is. */
  maxMs: number;
};
export const followDefaults: FollowOptions = { heartbeatMs: 15_000, maxMs: 10 * 60_000 };

const EVENTS_AT_ONCE = 50;

/**
 * What is new for the actor: first where they stand, with all that came after `lastEventId`, then each change; `null` as
 * a heartbeat. Ends when they are suspended, when `signal` aborts and after `maxMs`.
 */
export async function* followNotifications(
  deps: ListDeps & { wakes: NotificationWakes },
  actor: SignedIn,
  lastEventId: number | null,
  signal: AbortSignal,
  options: FollowOptions,
): AsyncGenerator<NotificationNews | null> {
  const untilMs = performance.now() + options.maxMs;
  // Before the first look, so that nothing falls in between.
  const bell = deps.wakes.listen(actor.userId);
  try {
    let seen = lastEventId ?? (await deps.notifications.standingOf(actor.userId))?.head ?? 0;
    let lastUnread: number | null = null;
    while (!signal.aborted && performance.now() < untilMs) {
      const news = await readNews(deps, actor, seen).catch(() => null);
      if (news === 'suspended') return;
      const isChange = news !== null && (news.last_event_id > seen || news.unread_count !== lastUnread);
      yield isChange ? news : null;
      if (isChange) {
        const hasMore = news.notifications.length === EVENTS_AT_ONCE;
        [seen, lastUnread] = [news.last_event_id, news.unread_count];
        if (hasMore) continue;
      }
      await bell.ring(options.heartbeatMs, signal);
    }
  } finally {
    bell.stop();
  }
}

async function readNews(deps: ListDeps, actor: SignedIn, after: number): Promise<NotificationNews | 'suspended'> {
  const { userId } = actor;
  const standing = await deps.notifications.standingOf(userId);
  if (standing === null || standing.isSuspended) return 'suspended';
  // Most looks find nothing: then one answer for all who look is all that is read.
  const rows = standing.head > after ? await deps.notifications.listAfter(userId, after, EVENTS_AT_ONCE) : [];
  return {
    ...{ unread_count: standing.unread, last_event_id: rows.at(-1)?.lastSeq ?? after },
    notifications: rows.length > 0 ? await presentNotifications(deps, actor, rows) : [],
  };
}
