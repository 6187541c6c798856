import { and, asc, desc, eq, gt, inArray, lt } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Database } from '../../platform/database.ts';
import type { AuditAction } from '../../shared/contracts/audit.ts';
import { newId } from '../../shared/ids.ts';
import { auditLog, auditPeople, users } from '../../shared/schema/index.ts';
import type { Transaction } from '../outbox/store.ts';
import type { AuditRow } from './chain.ts';
import type { AuditEntry, RecordAudit } from './record-audit.ts';

export type AuditStore = ReturnType<typeof createAuditStore>;
export type NamedAuditRow = { row: AuditRow; actorUsername: string | null; objectUsername: string | null };

export function createAuditStore(db: Database, record: RecordAudit) {
  return {
    /** For what changes no row of the database. */
    async record(entry: AuditEntry, now: Date): Promise<void> {
      await db.transaction((tx) => record(tx, entry, now));
    },

    /** Newest first; `actor` and `object` as they stand in the log. */
    async listBefore(
      filter: { actor?: string; object?: string; actions?: readonly AuditAction[]; before: number | null },
      limit: number,
    ): Promise<NamedAuditRow[]> {
      const [actorPeople, objectPeople] = [alias(auditPeople, 'actor_people'), alias(auditPeople, 'object_people')];
      const [actors, objects] = [alias(users, 'actors'), alias(users, 'objects')];
      return db
        .select({ row: auditLog, actorUsername: actors.username, objectUsername: objects.username })
        .from(auditLog)
        .leftJoin(actorPeople, eq(actorPeople.pseudonym, auditLog.actor))
        .leftJoin(actors, eq(actors.id, actorPeople.userId))
        .leftJoin(objectPeople, eq(objectPeople.pseudonym, auditLog.objectId))
        .leftJoin(objects, eq(objects.id, objectPeople.userId))
        .where(
          and(
            filter.before === null ? undefined : lt(auditLog.seq, filter.before),
            filter.actor === undefined ? undefined : eq(auditLog.actor, filter.actor),
            filter.object === undefined ? undefined : eq(auditLog.objectId, filter.object),
            filter.actions === undefined ? undefined : inArray(auditLog.action, filter.actions),
          ),
        )
        .orderBy(desc(auditLog.seq))
        .limit(limit);
    },

    /** In the order of the chain. */
    async listAfter(seq: number, limit: number): Promise<AuditRow[]> {
      return db.select().from(auditLog).where(gt(auditLog.seq, seq)).orderBy(asc(auditLog.seq)).limit(limit);
    },

    async pseudonymOf(username: string): Promise<string | null> {
      const [person] = await db
        .select({ pseudonym: auditPeople.pseudonym })
        .from(auditPeople)
        .innerJoin(users, eq(users.id, auditPeople.userId))
        .where(eq(users.username, username));
      return person?.pseudonym ?? null;
    },
  };
}

/** The newest row; nothing before the first. */
export async function endOfChain(tx: Transaction): Promise<{ seq: number; hash: string } | undefined> {
  const columns = { seq: auditLog.seq, hash: auditLog.hash };
  return (await tx.select(columns).from(auditLog).orderBy(desc(auditLog.seq)).limit(1))[0];
}

export async function addToChain(tx: Transaction, row: AuditRow): Promise<void> {
  await tx.insert(auditLog).values(row);
}

/** The same for the same person until they are erased; made when they are first named. */
export async function pseudonymOf(tx: Transaction, userId: string): Promise<string> {
  await tx.insert(auditPeople).values({ pseudonym: newId(), userId }).onConflictDoNothing();
  const isThem = eq(auditPeople.userId, userId);
  const [person] = await tx.select({ pseudonym: auditPeople.pseudonym }).from(auditPeople).where(isThem);
  if (!person) throw new Error('the audit log was told of a person without an account');
  return person.pseudonym;
}
