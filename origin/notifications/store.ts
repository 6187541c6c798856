import { and, asc, between, desc, eq, gt, inArray, isNull, lte, ne, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { inGroups } from '../../platform/in-groups.ts';
import { MAX_UNREAD_COUNT, mutableKinds, type NotificationKind } from '../../shared/contracts/notification-words.ts';
import { channels, notificationEvents, notifications, subscriptions, users } from '../../shared/schema/index.ts';
import { ROWS_PER_DELETION, untilNone } from '../adapters/until-none.ts';
import { deliver, isMuted, type Telling } from './telling/store.ts';

export type NotificationRow = typeof notifications.$inferSelect;
export type NotificationStore = ReturnType<typeof createNotificationStore>;

export type ListedRow = NotificationRow & {
  actor: { id: string; username: string; imageUrl: string | null } | null;
  channel: { id: string; handle: string; name: string } | null;
};

/** `head`: the newest event they were told of, 0 without any; `unread`: counted up to `MAX_UNREAD_COUNT`. */
export type Standing = { head: number; unread: number; isSuspended: boolean };

const STANDINGS_AT_ONCE = 500;

export function createNotificationStore(db: Database) {
  const isTheirs = (userId: string) => eq(notifications.userId, userId);
  const isUnread = isNull(notifications.readAt);

  return {
    /** As `deliver` of telling/store.ts. */
    async deliver(tellings: readonly Telling[], now: Date, mailAt: Date): Promise<string[]> {
      return deliver(db, tellings, now, mailAt);
    },

    /** Newest first, before `beforeSeq`. */
    async list(userId: string, beforeSeq: number | null, limit: number): Promise<ListedRow[]> {
      return listQuery(db, userId, beforeSeq, limit);
    },

    /** What has come after `afterSeq`, oldest first. */
    async listAfter(userId: string, afterSeq: number, limit: number): Promise<ListedRow[]> {
      return afterQuery(db, userId, afterSeq, limit);
    },

    /**
     * Of some kinds, with their newest event among those of a mail, as far as they want to hear of them today; newest
     * first.
     */
    async listToMail(
      userId: string,
      { firstSeq, lastSeq }: { firstSeq: number; lastSeq: number },
      kinds: readonly NotificationKind[],
      limit: number,
    ): Promise<ListedRow[]> {
      return rowsOf(db)
        .where(
          and(
            isTheirs(userId),
            between(notifications.lastSeq, firstSeq, lastSeq),
            inArray(notifications.kind, [...kinds]),
            isUnread,
            isStillWanted,
          ),
        )
        .orderBy(desc(notifications.lastSeq))
        .limit(limit);
    },

    /**
     * Where somebody stands; null for an account that is gone. Those who ask at about the same time, as every open page
     * does now and then, are answered by one query.
     */
    standingOf: inGroups(
      async (userIds: string[]) => {
        const rows = await db.all<Record<'head' | 'unread' | 'suspended', number> & { id: string }>(
          standingsQuery(userIds),
        );
        const standings = new Map(
          rows.map(({ id, head, unread, suspended }) => [id, { head, unread, isSuspended: suspended === 1 }]),
        );
        return userIds.map((userId) => standings.get(userId) ?? null);
      },
      { maxItems: STANDINGS_AT_ONCE },
    ),

    /** False when it was read before, or is not theirs. */
    async markRead(userId: string, notificationId: string, now: Date): Promise<boolean> {
      const isThis = and(isTheirs(userId), eq(notifications.id, notificationId), isUnread);
      return (await db.update(notifications).set({ readAt: now }).where(isThis)).rowsAffected > 0;
    },

    /** Those without an event after `seq`. */
    async markAllRead(userId: string, seq: number, now: Date): Promise<boolean> {
      const isOld = and(isTheirs(userId), lte(notifications.lastSeq, seq), isUnread);
      return (await db.update(notifications).set({ readAt: now }).where(isOld)).rowsAffected > 0;
    },

    async delete(userId: string, notificationId: string): Promise<boolean> {
      const isThis = and(isTheirs(userId), eq(notifications.id, notificationId));
      return (await db.delete(notifications).where(isThis)).rowsAffected > 0;
    },

    /** Some at a time: a transaction must be short. */
    async deleteBefore(time: Date): Promise<void> {
      await untilNone(async () => {
        const [, events] = await db.batch([
          db.run(deleteWithLastEventQuery(time)),
          db.run(sql`delete from ${notificationEvents} where ${isOldest(time)}`),
        ]);
        return events;
      });
    },
  };
}

/** Some of the events before `time`: in the order they were written, so that no index over their time is needed. */
const isOldest = (time: Date) =>
  sql`seq in (select seq from ${notificationEvents} order by seq limit ${ROWS_PER_DELETION}) and created_at < ${time.getTime()}`;

/** A notification is as old as its newest event. Also for the test that looks at how SQLite goes about it. */
export const deleteWithLastEventQuery = (time: Date) => sql`delete from ${notifications}
  where (user_id, last_seq) in (select user_id, seq from ${notificationEvents} where ${isOldest(time)})`;

/** That its channel was not muted since, and a new video's channel is still one to be told of. */
const isStillWanted = sql`not (
  ${inArray(notifications.kind, [...mutableKinds])} and ${isMuted(notifications.userId, notifications.channelId)})
  and (${ne(notifications.kind, 'new_video')} or exists (
    select 1 from ${subscriptions} s
    where s.channel_id = ${notifications.channelId} and s.user_id = ${notifications.userId} and s.level <> 'none'))`;

/** Also for the test that looks at how SQLite goes about it, as are the next two. */
export function listQuery(db: Database, userId: string, beforeSeq: number | null, limit: number) {
  return rowsOf(db)
    .where(
      and(
        eq(notifications.userId, userId),
        beforeSeq === null ? undefined : sql`${notifications.lastSeq} < ${beforeSeq}`,
      ),
    )
    .orderBy(desc(notifications.lastSeq))
    .limit(limit);
}

export function afterQuery(db: Database, userId: string, afterSeq: number, limit: number) {
  return rowsOf(db)
    .where(and(eq(notifications.userId, userId), gt(notifications.lastSeq, afterSeq)))
    .orderBy(asc(notifications.lastSeq))
    .limit(limit);
}

export function standingsQuery(userIds: readonly string[]) {
  // Named, since the planner takes the other index and reads what was read years ago. CROSS JOIN: one look-up for each.
  return sql`select u.id, u.suspended_at is not null as suspended,
      coalesce((select max(n.last_seq) from ${notifications} n where n.user_id = u.id), 0) as head,
      (select count(*) from (
        select 1 from ${notifications} n indexed by notifications_unread
        where n.user_id = u.id and n.read_at is null limit ${MAX_UNREAD_COUNT})) as unread
    from json_each(${JSON.stringify(userIds)}) as asked cross join ${users} u
    where u.id = asked.value`;
}

function rowsOf(db: Database) {
  const { id, userId, kind, groupKey, videoId, commentId, channelId, outcome, reasons, ...counts } = notifications;
  const { eventCount, actorCount, firstSeq, lastSeq, createdAt, updatedAt, readAt } = counts;
  return db
    .select({
      ...{ id, userId, kind, groupKey, videoId, commentId, channelId, outcome, reasons },
      ...{ eventCount, actorCount, firstSeq, lastSeq, createdAt, updatedAt, readAt },
      actor: { id: users.id, username: users.username, imageUrl: users.image },
      channel: { id: channels.id, handle: channels.handle, name: channels.name },
    })
    .from(notifications)
    .leftJoin(notificationEvents, eq(notificationEvents.seq, notifications.lastSeq))
    .leftJoin(users, and(eq(users.id, notificationEvents.actorId), isNull(users.suspendedAt)))
    .leftJoin(channels, eq(channels.id, notifications.channelId));
}
