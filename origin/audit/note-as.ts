import type { Transaction } from '../outbox/store.ts';
import type { AuditActor } from './audit-actor.ts';
import type { AuditEntry, RecordAudit } from './record-audit.ts';

export type AuditingDeps = { recordAudit: RecordAudit; clock: () => Date };

/** Writes into the log on behalf of somebody; stores call it in the transaction of the change. */
export type NoteAudit = (tx: Transaction, entry: Omit<AuditEntry, 'by'>) => Promise<void>;

export function noteAs(deps: AuditingDeps, by: AuditActor): NoteAudit {
  return (tx, entry) => deps.recordAudit(tx, { by, ...entry }, deps.clock());
}
