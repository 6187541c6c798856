import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { AuditAction, AuditActorKind, AuditDetail, AuditObjectKind } from '../contracts/audit.ts';
import { users } from './accounts.ts';
import { time } from './columns.ts';

/**
 * Who did what with privileges, for good: triggers refuse to change or delete a row. `seq` has no gaps, and each `hash`
 * is a MAC over its row and the hash before it, so that who has the database alone cannot rewrite the past unseen.
 */
export const auditLog = sqliteTable(
  'audit_log',
  {
    seq: integer('seq').primaryKey(),
    at: time('at').notNull(),
    actorKind: text('actor_kind').$type<AuditActorKind>().notNull(),
    /** Pseudonym of the person; `null` for the system and for operators, who do not sign in. */
    actor: text('actor'),
    action: text('action').$type<AuditAction>().notNull(),
    objectKind: text('object_kind').$type<AuditObjectKind>().notNull(),
    /** Of a user the pseudonym, of everything else the id. */
    objectId: text('object_id').notNull(),
    detail: text('detail', { mode: 'json' }).$type<AuditDetail>().notNull(),
    requestId: text('request_id'),
    /** Keyed hash of the network address. */
    addressHash: text('address_hash'),
    previousHash: text('previous_hash').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [
    index('audit_log_actor').on(table.actor, table.seq),
    index('audit_log_object').on(table.objectId, table.seq),
    index('audit_log_action').on(table.action, table.seq),
  ],
);

/** Whom the pseudonyms of the audit log stand for. Erasing a person deletes their row, and the log names them no more. */
export const auditPeople = sqliteTable('audit_people', {
  pseudonym: text('pseudonym').primaryKey(),
  userId: text('user_id')
    .notNull()
    .unique()
    .references(() => users.id, { onDelete: 'cascade' }),
});
