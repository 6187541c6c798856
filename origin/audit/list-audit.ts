import type { AuditEntry, AuditPage, AuditQuery } from '../../shared/contracts/audit.ts';
import { decodeAuditCursor, encodeAuditCursor } from './cursor.ts';
import type { AuditStore, NamedAuditRow } from './store.ts';

/** One page of the audit log, newest first. Throws `invalid_cursor`. */
export async function listAudit(store: AuditStore, query: AuditQuery): Promise<AuditPage> {
  const before = decodeAuditCursor(query);
  const actor = query.actor === undefined ? undefined : await store.pseudonymOf(query.actor);
  // Whoever has no pseudonym is in no row.
  if (actor === null) return { entries: [], next_cursor: null };
  const object = query.object === undefined ? undefined : ((await store.pseudonymOf(query.object)) ?? query.object);
  const rows = await store.listBefore(
    {
      before,
      ...(actor === undefined ? {} : { actor }),
      ...(object === undefined ? {} : { object }),
      ...(query.action === undefined ? {} : { actions: [query.action] }),
    },
    query.limit + 1,
  );
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  return { entries: shown.map(present), next_cursor: last ? encodeAuditCursor(query, last.row.seq) : null };
}

function present({ row, actorUsername, objectUsername }: NamedAuditRow): AuditEntry {
  return {
    seq: row.seq,
    at: row.at.toISOString(),
    actor_kind: row.actorKind,
    actor: row.actor,
    actor_username: actorUsername,
    action: row.action,
    object_kind: row.objectKind,
    object_id: row.objectId,
    object_username: objectUsername,
    detail: row.detail,
    request_id: row.requestId,
    address_hash: row.addressHash,
    hash: row.hash,
  };
}
