import { type AnyColumn, and, asc, between, desc, eq, gt, inArray, isNull, lte, ne, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { inGroups } from '../../platform/in-groups.ts';
import { MAX_UNREAD_COUNT, mutableKinds, type NotificationKind } from '../../shared/contracts/notification-words.ts';
import { newId } from '../../shared/ids.ts';
import {
  channelStandings,
  channels,
  notificationEvents,
  notificationMutedChannels,
  notificationSettings,
  notifications,
  subscriptions,
  users,
} from '../../shared/schema/index.ts';
import { ROWS_PER_DELETION, untilNone } from '../adapters/until-none.ts';
import { addToDigests } from './mails/store.ts';

export type NotificationRow = typeof notifications.$inferSelect;
export type NotificationStore = ReturnType<typeof createNotificationStore>;

/** What some people are to be told. */
export type Told = Pick<NotificationRow, 'kind' | 'groupKey'> &
  Partial<Pick<NotificationRow, 'videoId' | 'commentId' | 'channelId' | 'outcome' | 'reasons'>> & {
    /** Nobody is told twice of the same. */
    eventId: string;
    /** Who is never told of it, and neither is who keeps them from the own channel. */
    actorId?: string | null;
  };

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
    /**
     * In one transaction. Returns those of `userIds` who were told now, and not before or never by their own wish. Who wants
     * a mail of it has one at `mailAt`.
     */
    async deliver(told: Told, userIds: readonly string[], now: Date, mailAt: Date): Promise<string[]> {
      if (userIds.length === 0) return [];
      const { eventId, actorId = null, kind, groupKey, videoId, commentId, channelId, outcome, reasons } = told;
      return db.transaction(async (tx) => {
        const fresh = await tx.all<{ seq: number; user_id: string }>(sql`
          insert into ${notificationEvents} (user_id, event_id, group_key, actor_id, created_at)
          select ${users.id}, ${eventId}, ${groupKey}, (select a.id from ${users} a where a.id = ${actorId}), ${now.getTime()}
          from json_each(${JSON.stringify(userIds)}) as asked join ${users} on ${users.id} = asked.value
          where ${users.id} is not ${actorId} and ${isWanted(told)} and ${isNotKeptAway(actorId)}
          on conflict (user_id, event_id) do nothing
          returning seq, user_id`);
        if (fresh.length === 0) return [];
        const about = { kind, groupKey, videoId, commentId, channelId, outcome, reasons };
        const actorCount = actorId === null ? 0 : 1;
        const rows = fresh.map(({ seq, user_id: userId }) => ({
          ...{ id: newId(), userId, ...about, actorCount, firstSeq: seq, lastSeq: seq, createdAt: now, updatedAt: now },
        }));
        const people = fresh.map(({ seq, user_id: userId }) => ({ seq, userId }));
        await tx.finish([
          tx
            .insert(notifications)
            .values(rows)
            .onConflictDoUpdate({
              target: [notifications.userId, notifications.groupKey],
              targetWhere: sql`read_at is null`,
              set: {
                ...{ ...about, videoId: videoId ?? null, commentId: commentId ?? null, channelId: channelId ?? null },
                ...{
                  outcome: outcome ?? null,
                  reasons: reasons ?? [],
                  updatedAt: now,
                  lastSeq: sql`excluded.last_seq`,
                },
                eventCount: sql`${notifications.eventCount} + 1`,
                actorCount: sql`${notifications.actorCount} + ${isNewIn(actorId)}`,
              },
            }),
          addToDigests(tx, kind, people, mailAt),
        ]);
        return people.map(({ userId }) => userId);
      });
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

/** That a user has not said to be left alone with this. */
function isWanted({ kind, channelId = null }: Told) {
  if (!mutableKinds.some((each) => each === kind)) return sql`true`;
  return sql`not exists (
      select 1 from ${notificationSettings} s, json_each(s.muted_kinds) as muted
      where s.user_id = ${users.id} and muted.value = ${kind})
    and not ${isMuted(users.id, channelId)}`;
}

function isMuted(userId: AnyColumn, channelId: AnyColumn | string | null) {
  return sql`exists (
      select 1 from ${notificationMutedChannels} m where m.user_id = ${userId} and m.channel_id = ${channelId})`;
}

/** That its channel was not muted since, and a new video's channel is still one to be told of. */
const isStillWanted = sql`not (
  ${inArray(notifications.kind, [...mutableKinds])} and ${isMuted(notifications.userId, notifications.channelId)})
  and (${ne(notifications.kind, 'new_video')} or exists (
    select 1 from ${subscriptions} s
    where s.channel_id = ${notifications.channelId} and s.user_id = ${notifications.userId} and s.level <> 'none'))`;

/** That a user does not keep the actor from commenting in a channel of their own. */
function isNotKeptAway(actorId: string | null) {
  if (actorId === null) return sql`true`;
  return sql`not exists (
    select 1 from ${channelStandings} b join ${channels} c on c.id = b.channel_id
    where b.user_id = ${actorId} and b.standing = 'blocked' and c.owner_id = ${users.id})`;
}

/** 1 when the actor has no earlier event in the notification that a new one becomes part of. */
function isNewIn(actorId: string | null) {
  if (actorId === null) return sql`0`;
  return sql`not exists (
    select 1 from ${notificationEvents} e
    where e.actor_id = ${actorId} and e.user_id = excluded.user_id and e.group_key = excluded.group_key
      and e.seq >= ${notifications.firstSeq} and e.seq < excluded.last_seq)`;
}

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
