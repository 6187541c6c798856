import { type AnyColumn, type SQL, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../../../platform/database.ts';
import { mutableKinds } from '../../../shared/contracts/notification-words.ts';
import { newId } from '../../../shared/ids.ts';
import {
  channelStandings,
  channels,
  notificationEvents,
  notificationMutedChannels,
  notificationSettings,
  notifications,
  users,
} from '../../../shared/schema/index.ts';
import { inKeyOrder } from '../../adapters/in-key-order.ts';
import { addToDigests } from '../mails/store.ts';

type NotificationRow = typeof notifications.$inferSelect;

/** What somebody is to be told. */
export type Told = Pick<NotificationRow, 'kind' | 'groupKey'> &
  Partial<Pick<NotificationRow, 'videoId' | 'commentId' | 'channelId' | 'outcome' | 'reasons'>> & {
    /** Nobody is told twice of the same. */
    eventId: string;
    /** Who is never told of it, and neither is who keeps them from the own channel. */
    actorId?: string | null;
  };

/** Some people, and what they are to be told. */
export type Telling = { told: Told; userIds: readonly string[] };
type AddedEvent = Pick<Told, 'eventId' | 'groupKey'> & { seq: number; userId: string };

/**
 * In one transaction, as if one after another. Returns those who were told of something now, and not before or never
 * by their own wish. Who wants a mail of it has one at `mailAt`.
 */
export async function deliver(db: Database, tellings: readonly Telling[], now: Date, mailAt: Date): Promise<string[]> {
  if (tellings.every(({ userIds }) => userIds.length === 0)) return [];
  const toldBy = new Map(tellings.map(({ told }) => [keyOf(told), told]));
  return db.transaction(async (tx) => {
    const added = await tx.all<AddedEvent>(addEventsQuery(tellings, now));
    const fresh = added
      .sort((one, other) => one.seq - other.seq)
      .flatMap(({ seq, userId, ...event }) => {
        const told = toldBy.get(keyOf(event));
        return told ? [{ seq, userId, told }] : [];
      });
    if (fresh.length === 0) return [];
    const mailed = fresh.map(({ seq, userId, told }) => ({ seq, userId, kind: told.kind }));
    await tx.finish([tell(tx, fresh, now), addToDigests(tx, mailed, mailAt)]);
    return [...new Set(fresh.map(({ userId }) => userId))];
  });
}

/** Of what is told as one: nothing else has both. */
const keyOf = ({ eventId, groupKey }: Pick<Told, 'eventId' | 'groupKey'>) => `${eventId} ${groupKey}`;

/**
 * An event for each person that is to be told of it, and who was not before. By people, so that each page changes once; for
 * one person in the order of `tellings`.
 */
function addEventsQuery(tellings: readonly Telling[], now: Date) {
  const asked = tellings.flatMap(({ told, userIds }) => userIds.map((userId) => ({ userId, ...addressed(told) })));
  const rows = JSON.stringify(inKeyOrder(asked, ({ userId }) => userId));
  return sql`
    insert into ${notificationEvents} (user_id, event_id, group_key, actor_id, created_at)
    select u.id, asked.value ->> 'eventId', asked.value ->> 'groupKey', a.id, ${now.getTime()}
    from json_each(${rows}) as asked
      cross join ${users} u on u.id = asked.value ->> 'userId'
      left join ${users} a on a.id = asked.value ->> 'actorId'
    where u.id is not asked.value ->> 'actorId' and ${isWanted} and ${isNotKeptAway}
    on conflict (user_id, event_id) do nothing
    returning seq, user_id as "userId", event_id as "eventId", group_key as "groupKey"`;
}

/** What decides whether somebody is told; `mutable` is null for what nobody can do without. */
function addressed({ eventId, groupKey, actorId, kind, channelId }: Told) {
  const mutable = mutableKinds.some((each) => each === kind) ? { kind, channelId } : null;
  return { eventId, groupKey, actorId, mutable };
}

/** That `u` has not said to be left alone with this. */
const isWanted = sql`not exists (
    select 1 from ${notificationSettings} s, json_each(s.muted_kinds) as muted
    where s.user_id = u.id and muted.value = asked.value ->> '$.mutable.kind')
  and not ${isMuted(sql`u.id`, sql`asked.value ->> '$.mutable.channelId'`)}`;

/** That `u` does not keep the actor from commenting in a channel of their own. */
const isNotKeptAway = sql`not exists (
    select 1 from ${channelStandings} b join ${channels} c on c.id = b.channel_id
    where b.user_id = asked.value ->> 'actorId' and b.standing = 'blocked' and c.owner_id = u.id)`;

/** Each event becomes part of the unread notification of its group, or begins one. */
function tell(tx: Transaction, fresh: readonly { seq: number; userId: string; told: Told }[], now: Date) {
  const rows = JSON.stringify(fresh.map(({ seq, userId, told }) => ({ ...told, id: newId(), userId, seq })));
  return tx.run(sql`
    insert into ${notifications} (
      id, user_id, kind, group_key, video_id, comment_id, channel_id, outcome, reasons,
      actor_count, first_seq, last_seq, created_at, updated_at)
    select r ->> 'id', r ->> 'userId', r ->> 'kind', r ->> 'groupKey', r ->> 'videoId', r ->> 'commentId',
      r ->> 'channelId', r ->> 'outcome', coalesce(r ->> 'reasons', '[]'),
      r ->> 'actorId' is not null, r ->> 'seq', r ->> 'seq', ${now.getTime()}, ${now.getTime()}
    from (select value as r from json_each(${rows})) where true
    on conflict (user_id, group_key) where read_at is null do update set
      kind = excluded.kind, video_id = excluded.video_id, comment_id = excluded.comment_id,
      channel_id = excluded.channel_id, outcome = excluded.outcome, reasons = excluded.reasons,
      updated_at = excluded.updated_at, last_seq = excluded.last_seq,
      event_count = event_count + 1, actor_count = actor_count + ${isOfNewActor}`);
}

/** 1 when the actor of a new event has no earlier one in the notification that it becomes part of. */
const isOfNewActor = sql`(excluded.actor_count > 0 and not exists (
    select 1 from ${notificationEvents} newest cross join ${notificationEvents} e
    where newest.seq = excluded.last_seq and e.actor_id = newest.actor_id and e.user_id = newest.user_id
      and e.group_key = newest.group_key and e.seq >= ${notifications.firstSeq} and e.seq < newest.seq))`;

/** That somebody wants to hear nothing of a channel. */
export function isMuted(userId: AnyColumn | SQL, channelId: AnyColumn | SQL) {
  return sql`exists (
      select 1 from ${notificationMutedChannels} m where m.user_id = ${userId} and m.channel_id = ${channelId})`;
}
