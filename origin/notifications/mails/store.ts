import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { mailedByDefault, type NotificationKind } from '../../../shared/contracts/notification-words.ts';
import { newId } from '../../../shared/ids.ts';
import {
  channelStandings,
  channels,
  mails,
  notificationDigests,
  notificationSettings,
  users,
} from '../../../shared/schema/index.ts';
import type { NewMail } from '../../mail/store.ts';
import type { Transaction } from '../../outbox/store.ts';

export type DigestRow = typeof notificationDigests.$inferSelect;
export type DigestStore = ReturnType<typeof createDigestStore>;
/** With whom it is for, as they are now. */
export type DueDigest = DigestRow & {
  email: string;
  emailVerified: boolean;
  suspendedAt: Date | null;
  settings: typeof notificationSettings.$inferSelect | null;
};

/**
 * Has those of `told` who want mails of what they were told, at an address that is theirs, sent one at `dueAt`; whoever is
 * to have one already finds it in that. One statement: to be awaited, or run with others in a batch.
 */
export function addToDigests(
  tx: Transaction,
  told: readonly { seq: number; userId: string; kind: NotificationKind }[],
  dueAt: Date,
) {
  const asked = JSON.stringify(told.map((each) => ({ ...each, mailId: newId() })));
  const byDefault = JSON.stringify(mailedByDefault);
  return tx.run(sql`
    insert into ${notificationDigests} (user_id, mail_id, first_seq, last_seq, due_at)
    select u.id, asked.value ->> 'mailId', asked.value ->> 'seq', asked.value ->> 'seq', ${dueAt.getTime()}
    from json_each(${asked}) as asked cross join ${users} u left join ${notificationSettings} s on s.user_id = u.id
    where u.id = asked.value ->> 'userId' and u.email_verified = 1 and u.suspended_at is null
      and exists (
        select 1 from json_each(coalesce(s.mailed_kinds, ${byDefault})) as mailed
        where mailed.value = asked.value ->> 'kind')
    on conflict (user_id) do update set last_seq = excluded.last_seq`);
}

export function createDigestStore(db: Database) {
  return {
    async listDue(now: Date, limit: number): Promise<DueDigest[]> {
      const rows = await dueQuery(db, now, limit);
      return rows.map(({ digest, ...person }) => ({ ...digest, ...person }));
    },

    /** Those of `actorIds` whom somebody keeps from commenting in a channel of their own. */
    async listKeptAway(userId: string, actorIds: readonly string[]): Promise<ReadonlySet<string>> {
      if (actorIds.length === 0) return new Set();
      const rows = await db
        .select({ actorId: channelStandings.userId })
        .from(channels)
        .innerJoin(channelStandings, eq(channelStandings.channelId, channels.id))
        .where(
          and(
            eq(channels.ownerId, userId),
            inArray(channelStandings.userId, [...actorIds]),
            eq(channelStandings.standing, 'blocked'),
          ),
        );
      return new Set(rows.map(({ actorId }) => actorId));
    },

    /**
     * It was sent, or nothing of it is left to tell. What came since it was read is for the next one, at `nextDueAt`.
     * `kept`: what it says, where no mail server is; written once, whoever else ends it too.
     */
    async end({ mailId, lastSeq }: DigestRow, nextDueAt: Date, kept: NewMail | null): Promise<void> {
      const isThis = eq(notificationDigests.mailId, mailId);
      const next = { mailId: newId(), firstSeq: lastSeq + 1, dueAt: nextDueAt, attempts: 0 };
      const ending = [
        db.delete(notificationDigests).where(and(isThis, eq(notificationDigests.lastSeq, lastSeq))),
        db.update(notificationDigests).set(next).where(isThis),
      ] as const;
      const keeping =
        kept &&
        db
          .insert(mails)
          .values({ ...kept, id: mailId })
          .onConflictDoNothing();
      await db.batch(keeping ? [keeping, ...ending] : ending);
    },

    /** Tries again at `dueAt`, with what is new by then. */
    async postpone({ mailId, attempts }: DigestRow, dueAt: Date): Promise<void> {
      const later = { dueAt, attempts: attempts + 1 };
      await db.update(notificationDigests).set(later).where(eq(notificationDigests.mailId, mailId));
    },
  };
}

/** Also for the test that looks at how SQLite goes about it. */
export function dueQuery(db: Database, now: Date, limit: number) {
  const { email, emailVerified, suspendedAt } = users;
  return db
    .select({ digest: notificationDigests, settings: notificationSettings, ...{ email, emailVerified, suspendedAt } })
    .from(notificationDigests)
    .innerJoin(users, eq(users.id, notificationDigests.userId))
    .leftJoin(notificationSettings, eq(notificationSettings.userId, notificationDigests.userId))
    .where(lte(notificationDigests.dueAt, now))
    .orderBy(asc(notificationDigests.dueAt))
    .limit(limit);
}
