import { and, asc, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { ReportReason } from '../../../shared/contracts/report-words.ts';
import type { ReportableKind, ReportCases, ReportDecision } from '../../../shared/contracts/reports.ts';
import { channels, comments, reportCases, reports, users, videos } from '../../../shared/schema/index.ts';
import type { NoteAudit } from '../../audit/note-as.ts';
import { changeCommentState } from '../../comments/store.ts';
import { isAfter } from '../../moderation/keyset/store.ts';
import type { Place } from '../../moderation/keyset-cursor.ts';
import { addNotificationEvent } from '../../notifications/events/store.ts';
import type { Transaction } from '../../outbox/store.ts';

export type Reported = { kind: ReportableKind; id: string };
export type CaseRow = typeof reportCases.$inferSelect;
export type CaseStore = ReturnType<typeof createCaseStore>;
/** What is reported, where it still is. */
export type ReportedThing = Pick<
  ReportCases['cases'][number],
  'excerpt' | 'author' | 'video_id' | 'handle' | 'is_withheld'
>;
export type CaseWords = {
  reasons: Map<string, { reason: ReportReason; count: number }[]>;
  notes: Map<string, string[]>;
  things: Map<string, ReportedThing>;
};

const NOTES_READ = 500;
const NOTES_SHOWN = 5;
const LONGEST_EXCERPT = 2_000;
/** Of something that is reported, within one page. */
export const keyOf = ({ kind, id }: Reported) => `${kind} ${id}`;

export function createCaseStore(db: Database) {
  return {
    /** Longest open first. */
    async listOpen(after: Place | null, limit: number): Promise<CaseRow[]> {
      return openCasesQuery(db, after, limit);
    },

    /** What people say about these cases, and what they are about. */
    async wordsOf(cases: readonly CaseRow[]): Promise<CaseWords> {
      const ids = cases.map(({ objectId }) => objectId);
      const kinds = [...new Set(cases.map(({ objectKind }) => objectKind))];
      const isOfThem = and(inArray(reports.objectKind, kinds), inArray(reports.objectId, ids));
      const idsOf = (kind: ReportableKind) =>
        cases.flatMap(({ objectKind, objectId }) => (objectKind === kind ? [objectId] : []));
      const [counted, noted, ...found] = await Promise.all([
        db
          .select({
            kind: reports.objectKind,
            id: reports.objectId,
            reason: reports.reason,
            count: sql<number>`count(*)`,
          })
          .from(reports)
          .where(isOfThem)
          .groupBy(reports.objectKind, reports.objectId, reports.reason),
        db
          .select({ kind: reports.objectKind, id: reports.objectId, note: reports.note })
          .from(reports)
          .where(and(isOfThem, ne(reports.note, '')))
          .orderBy(desc(reports.createdAt))
          .limit(NOTES_READ),
        things(db, 'comment', idsOf('comment')),
        things(db, 'video', idsOf('video')),
        things(db, 'channel', idsOf('channel')),
      ]);
      const reasons: CaseWords['reasons'] = new Map();
      for (const { reason, count, ...of } of counted)
        reasons.set(keyOf(of), [...(reasons.get(keyOf(of)) ?? []), { reason, count }]);
      const notes: CaseWords['notes'] = new Map();
      for (const { note, ...of } of noted) {
        const some = notes.get(keyOf(of)) ?? [];
        if (some.length < NOTES_SHOWN) notes.set(keyOf(of), [...some, note]);
      }
      return { reasons, notes, things: new Map(found.flat()) };
    },

    /** `missing`: nobody has reported it; `decided`: somebody else has decided since. */
    async decide(
      of: Reported,
      decision: ReportDecision,
      now: Date,
      note: NoteAudit,
    ): Promise<'done' | 'missing' | 'decided'> {
      return db.transaction(async (tx) => {
        const [known] = await tx.select().from(reportCases).where(isCase(of));
        if (!known) return 'missing';
        if (!(await closeCase(tx, of, decision === 'resolve' ? 'resolved' : 'dismissed', now))) return 'decided';
        if (of.kind === 'comment') await settleComment(tx, of.id, decision, now);
        const detail = { decision, object_kind: of.kind };
        await note(tx, { action: 'report.decided', object: { kind: 'report', id: of.id }, detail });
        return 'done';
      });
    },
  };
}

/** Also for the test that looks at how SQLite goes about it. */
export function openCasesQuery(db: Database, after: Place | null, limit: number) {
  const { openedAt, objectId } = reportCases;
  const isFurther = isAfter({ at: openedAt, id: objectId }, after);
  return (
    db
      .select()
      .from(reportCases)
      // Word for word the condition of the index `report_cases_open`.
      .where(and(sql`${reportCases.state} = 'open'`, isFurther))
      .orderBy(asc(openedAt), asc(objectId))
      .limit(limit)
  );
}

/** Ends what is open against something, when a decision about it is made; false when nothing is. */
export async function closeCase(
  tx: Transaction,
  of: Reported,
  state: 'resolved' | 'dismissed',
  now: Date,
): Promise<boolean> {
  const closed = await tx
    .update(reportCases)
    .set({ state, reportCount: 0, decidedAt: now, ...(state === 'dismissed' ? { dismissedAt: now } : {}) })
    .where(and(isCase(of), eq(reportCases.state, 'open')))
    .returning({ openedAt: reportCases.openedAt });
  for (const { openedAt } of closed) {
    const about = { object_kind: of.kind, object_id: of.id, since_ms: openedAt.getTime() };
    await addNotificationEvent(tx, { event: 'report_decided', ...about, outcome: state }, now);
  }
  return closed.length > 0;
}

export const isCase = ({ kind, id }: Reported) => and(eq(reportCases.objectKind, kind), eq(reportCases.objectId, id));

/** A comment that only the reports held comes back when there was nothing to them. */
async function settleComment(tx: Transaction, commentId: string, decision: ReportDecision, now: Date): Promise<void> {
  const settle = async (state: 'approved' | 'rejected', reasons: string[]) => {
    const before = await changeCommentState(tx, { commentId, state, reasons }, now);
    if (before === null || before === state) return;
    await addNotificationEvent(tx, { event: 'comment_decided', comment_id: commentId, outcome: state, reasons }, now);
  };
  if (decision === 'resolve') {
    await settle('rejected', ['decided']);
    return;
  }
  const [comment] = await tx
    .select({ state: comments.state, reasons: comments.reasons })
    .from(comments)
    .where(eq(comments.id, commentId));
  if (comment?.state === 'held' && comment.reasons.every((reason) => reason === 'reported'))
    await settle('approved', []);
}

async function things(db: Database, kind: ReportableKind, ids: string[]): Promise<[string, ReportedThing][]> {
  if (ids.length === 0) return [];
  const rows = await (kind === 'comment'
    ? db
        .select({
          ...{ id: comments.id, text: comments.content, author: users.username, videoId: comments.videoId },
          isWithheld: sql<number>`${comments.state} <> 'approved'`,
        })
        .from(comments)
        .innerJoin(users, eq(users.id, comments.authorId))
        .where(and(inArray(comments.id, ids), isNull(comments.deletedAt)))
    : kind === 'video'
      ? db
          .select({
            ...{ id: videos.id, text: videos.title, author: users.username, videoId: videos.id },
            isWithheld: sql<number>`${videos.takenDownAt} is not null`,
          })
          .from(videos)
          .innerJoin(users, eq(users.id, videos.ownerId))
          .where(and(inArray(videos.id, ids), isNull(videos.deletedAt)))
      : db
          .select({ id: channels.id, text: channels.name, author: users.username, handle: channels.handle })
          .from(channels)
          .innerJoin(users, eq(users.id, channels.ownerId))
          .where(inArray(channels.id, ids)));
  return rows.map((row) => [
    keyOf({ kind, id: row.id }),
    {
      ...{ excerpt: row.text.slice(0, LONGEST_EXCERPT), author: row.author },
      video_id: 'videoId' in row ? row.videoId : null,
      handle: 'handle' in row ? row.handle : null,
      is_withheld: 'isWithheld' in row && row.isWithheld === 1,
    },
  ]);
}
