import {
  type AuditPage,
  auditAnchorSchema,
  auditPageSchema,
  auditVerdictSchema,
} from '../../shared/contracts/audit.ts';
import { usageFailure } from '../failure.ts';
import type { Output } from '../output.ts';
import { askOrigin } from './ask-origin.ts';
import { table } from './table.ts';

type Origin = { url: string; internalKey: string };

const shownAtMost = 1_000;

/** `admin audit list`: what was done with privileges, newest first, at most a thousand entries. */
export async function listAudit(
  filter: { actor?: string | undefined; object?: string | undefined },
  origin: Origin,
  output: Output,
): Promise<number> {
  const rows = [['#', 'at', 'who', 'did', 'to', 'with']];
  const query = new URLSearchParams({ limit: '200' });
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, value);
  for (let cursor: string | null = ''; cursor !== null && rows.length <= shownAtMost; ) {
    if (cursor !== '') query.set('cursor', cursor);
    const page: AuditPage = await askOrigin(origin, `/admin/audit?${query}`, auditPageSchema);
    for (const entry of page.entries) {
      output.event({ event: 'audit', ...entry });
      const who = entry.actor_username ?? (entry.actor === null ? entry.actor_kind : `erased ${entry.actor}`);
      const object = `${entry.object_kind} ${entry.object_username ?? entry.object_id}`;
      const detail = Object.entries(entry.detail).map(([key, value]) => `${key}=${value}`);
      rows.push([String(entry.seq), entry.at, who, entry.action, object, detail.join(' ')]);
    }
    cursor = page.next_cursor;
  }
  output.line(rows.length > 1 ? table(rows) : 'nothing yet');
  return 0;
}

/** `admin audit verify`: whether the log is what was written. `anchor` is what an earlier run printed. */
export async function verifyAudit(anchor: string | undefined, origin: Origin, output: Output): Promise<number> {
  if (anchor !== undefined && !auditAnchorSchema.safeParse(anchor).success)
    throw usageFailure('an anchor looks like 42:9f86d0…, as admin audit verify prints it');
  const query = anchor === undefined ? '' : `?anchor=${anchor}`;
  const verdict = await askOrigin(origin, `/admin/audit/verification${query}`, auditVerdictSchema);
  output.event({ event: 'audit_verified', ...verdict });
  if (verdict.intact) {
    output.line(
      `${verdict.rows} entries, all as they were written. Keep this elsewhere, for --anchor: ${verdict.anchor}`,
    );
    return 0;
  }
  const words = { altered: 'was altered', missing: 'is missing', cut_off: 'and all after it were cut off' };
  output.error('audit_broken', `entry ${verdict.broken_seq} ${words[verdict.problem ?? 'altered']}`);
  return 1;
}
