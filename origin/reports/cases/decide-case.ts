import type { QueueQuery } from '../../../shared/contracts/moderation.ts';
import type { ReportCases, ReportDecision } from '../../../shared/contracts/reports.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuditActor } from '../../audit/audit-actor.ts';
import { noteAs } from '../../audit/note-as.ts';
import { decodeKeyset, pageOf } from '../../moderation/keyset-cursor.ts';
import { requireMay } from '../../policy/may.ts';
import type { Actor } from '../../policy/who.ts';
import type { ReportDeps } from '../report-object.ts';
import { keyOf, type Reported } from './store.ts';

const list = 'report cases';
const gone = { excerpt: null, author: null, video_id: null, handle: null, is_withheld: false };

/** What is reported and open, longest first, for moderators. Throws `forbidden`, `invalid_cursor`. */
export async function listCases(deps: ReportDeps, actor: Actor, query: QueueQuery): Promise<ReportCases> {
  requireMay(actor, 'moderation.decide', [], 'this is for moderators');
  const rows = await deps.cases.listOpen(decodeKeyset(list, query.cursor), query.limit + 1);
  const { page, next_cursor } = pageOf(list, rows, query.limit, ({ openedAt: at, objectId: id }) => ({ at, id }));
  if (page.length === 0) return { cases: [], next_cursor };
  const words = await deps.cases.wordsOf(page);
  const cases = page.map(({ objectKind, objectId, reportCount, openedAt }) => {
    const key = keyOf({ kind: objectKind, id: objectId });
    return {
      ...{ object_kind: objectKind, object_id: objectId, ...(words.things.get(key) ?? gone) },
      ...{ report_count: reportCount, reasons: words.reasons.get(key) ?? [], notes: words.notes.get(key) ?? [] },
      opened_at: openedAt.toISOString(),
    };
  });
  return { cases, next_cursor };
}

/** Throws `forbidden`, `not_found` when nobody reported it, `conflict` when somebody has decided before. */
export async function decideCase(
  deps: ReportDeps,
  by: AuditActor,
  actor: Actor,
  of: Reported,
  decision: ReportDecision,
): Promise<void> {
  requireMay(actor, 'moderation.decide', [], 'this is for moderators');
  const outcome = await deps.cases.decide(of, decision, deps.clock(), noteAs(deps, by));
  if (outcome === 'missing') throw new AppError('not_found', 'nobody has reported this');
  if (outcome === 'decided') throw new AppError('conflict', 'somebody has decided about this before');
  deps.comments.wakeRooms();
  deps.comments.wakeCounts();
}
