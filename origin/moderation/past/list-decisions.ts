import {
  moderationActions,
  type PastDecisions,
  pastDecisionSchema,
  type QueueQuery,
} from '../../../shared/contracts/moderation.ts';
import type { AuditStore } from '../../audit/store.ts';
import { requireMay } from '../../policy/may.ts';
import type { Actor } from '../../policy/who.ts';
import { decodeKeyset, pageOf } from '../keyset-cursor.ts';

const list = 'past decisions';

/** What was decided about comments, reports and videos, newest first, for moderators. Throws `forbidden`, `invalid_cursor`. */
export async function listDecisions(
  audit: Pick<AuditStore, 'listBefore'>,
  actor: Actor,
  query: QueueQuery,
): Promise<PastDecisions> {
  requireMay(actor, 'moderation.decide', [], 'this is for moderators');
  const place = decodeKeyset(list, query.cursor);
  const before = place === null ? null : Number(place.id);
  const rows = await audit.listBefore({ actions: moderationActions, before }, query.limit + 1);
  const { page, next_cursor } = pageOf(list, rows, query.limit, ({ row }) => ({ at: row.at, id: String(row.seq) }));
  const decisions = page.map(({ row, actorUsername }) =>
    pastDecisionSchema.parse({
      ...{ seq: row.seq, at: row.at.toISOString(), action: row.action, by: actorUsername },
      object_kind: row.action === 'report.decided' ? row.detail.object_kind : row.objectKind,
      object_id: row.objectId,
      decision: row.action === 'report.decided' ? row.detail.decision : null,
    }),
  );
  return { decisions, next_cursor };
}
