import { and, count, eq, gt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import type { ReportReason } from '../../shared/contracts/report-words.ts';
import { AppError } from '../../shared/errors.ts';
import { comments, reportCases, reports } from '../../shared/schema/index.ts';
import type { NoteAudit } from '../audit/note-as.ts';
import { changeCommentState } from '../comments/store.ts';
import { addNotificationEvent } from '../notifications/events/store.ts';
import type { Transaction } from '../outbox/store.ts';
import type { Reported } from './cases/store.ts';

export type NewReport = { of: Reported; reporterId: string; reason: ReportReason; note: string };
export type ReportStore = ReturnType<typeof createReportStore>;

const REPORTS_PER_HOUR = 50;
const hourMs = 3_600_000;

export function createReportStore(db: Database) {
  return {
    /**
     * One for each user and object: another changes nothing. A comment is held from `holdAt` reports since the last
     * decision, unless a moderator has found nothing wrong with it before. Throws `rate_limited`.
     */
    async add(report: NewReport, holdAt: number, now: Date, note: NoteAudit): Promise<void> {
      const { of, reporterId, reason } = report;
      await db.transaction(async (tx) => {
        await requireSlowness(tx, reporterId, now);
        const added = await tx
          .insert(reports)
          .values({ objectKind: of.kind, objectId: of.id, reporterId, reason, note: report.note, createdAt: now })
          .onConflictDoNothing()
          .returning({ id: reports.objectId });
        if (added.length === 0) return;
        const isOpen = sql`${reportCases.state} = 'open'`;
        const [opened] = await tx
          .insert(reportCases)
          .values({ objectKind: of.kind, objectId: of.id, state: 'open', reportCount: 1, openedAt: now })
          .onConflictDoUpdate({
            target: [reportCases.objectKind, reportCases.objectId],
            set: {
              state: 'open',
              reportCount: sql`case when ${isOpen} then ${reportCases.reportCount} + 1 else 1 end`,
              openedAt: sql`case when ${isOpen} then ${reportCases.openedAt} else ${now.getTime()} end`,
            },
          })
          .returning();
        if (of.kind !== 'comment' || !opened || opened.dismissedAt !== null || opened.reportCount < holdAt) return;
        const [comment] = await tx.select({ state: comments.state }).from(comments).where(eq(comments.id, of.id));
        if (comment?.state !== 'approved') return;
        await changeCommentState(tx, { commentId: of.id, state: 'held', reasons: ['reported'] }, now);
        const verdict = { outcome: 'held' as const, reasons: ['reported'] };
        await addNotificationEvent(tx, { event: 'comment_decided', comment_id: of.id, ...verdict }, now);
        const detail = { reports: opened.reportCount };
        await note(tx, { action: 'comment.held', object: { kind: 'comment', id: of.id }, detail });
      });
    },
  };
}

async function requireSlowness(tx: Transaction, reporterId: string, now: Date): Promise<void> {
  const isRecent = and(eq(reports.reporterId, reporterId), gt(reports.createdAt, new Date(now.getTime() - hourMs)));
  const [recent] = await tx.select({ made: count() }).from(reports).where(isRecent);
  if ((recent?.made ?? 0) < REPORTS_PER_HOUR) return;
  throw new AppError('rate_limited', `at most ${REPORTS_PER_HOUR} reports an hour; wait a while`, {
    headers: { 'retry-after': '600' },
  });
}
