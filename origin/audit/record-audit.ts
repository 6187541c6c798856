import type { AuditAction, AuditDetail, AuditObjectKind } from '../../shared/contracts/audit.ts';
import type { Transaction } from '../outbox/store.ts';
import type { AuditActor } from './audit-actor.ts';
import { type Chain, emptyChainHash } from './chain.ts';
import { addToChain, endOfChain, pseudonymOf } from './store.ts';

export type AuditEntry = {
  by: AuditActor;
  action: AuditAction;
  /** Of a user, who must exist, the user id; of the whole installation the word itself. */
  object: { kind: AuditObjectKind; id: string };
  /** Neither secrets nor anything about a person: it stays for ever. */
  detail?: AuditDetail;
};

/**
 * Writes an entry in the transaction that does what it tells of. SQLite lets one transaction write at a time, so the
 * chain has one end however many origins there are.
 */
export type RecordAudit = (tx: Transaction, entry: AuditEntry, now: Date) => Promise<void>;

export function createRecordAudit(chain: Chain): RecordAudit {
  return async (tx, { by, action, object, detail = {} }, now) => {
    const actor = by.userId === null ? null : await pseudonymOf(tx, by.userId);
    const objectId = object.kind === 'user' ? await pseudonymOf(tx, object.id) : object.id;
    const last = await endOfChain(tx);
    const row = {
      seq: (last?.seq ?? 0) + 1,
      at: now,
      actorKind: by.kind,
      ...{ actor, action, objectKind: object.kind, objectId, detail },
      requestId: by.requestId,
      addressHash: by.address === null ? null : await chain.hashOfAddress(by.address),
      previousHash: last?.hash ?? emptyChainHash,
    };
    await addToChain(tx, { ...row, hash: await chain.hashOf(row) });
  };
}
