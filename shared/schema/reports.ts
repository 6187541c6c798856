import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ReportReason } from '../contracts/report-words.ts';
import { reportableKinds } from '../contracts/reports.ts';
import { users } from './accounts.ts';
import { createdAt, time } from './columns.ts';

/** What somebody holds against a comment, a video or a channel: one for each user and object. */
export const reports = sqliteTable(
  'reports',
  {
    objectKind: text('object_kind', { enum: reportableKinds }).notNull(),
    objectId: text('object_id').notNull(),
    reporterId: text('reporter_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    reason: text('reason').$type<ReportReason>().notNull(),
    note: text('note').notNull().default(''),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.objectKind, table.objectId, table.reporterId] }),
    index('reports_reporter').on(table.reporterId, table.createdAt),
  ],
);

/** What is reported, once however many reports there are. */
export const reportCases = sqliteTable(
  'report_cases',
  {
    objectKind: text('object_kind', { enum: reportableKinds }).notNull(),
    objectId: text('object_id').notNull(),
    state: text('state', { enum: ['open', 'resolved', 'dismissed'] }).notNull(),
    /** Reports since the last decision. */
    reportCount: integer('report_count').notNull(),
    openedAt: time('opened_at').notNull(),
    decidedAt: time('decided_at'),
    /** A moderator found nothing wrong with it: reports alone hold it no more. */
    dismissedAt: time('dismissed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.objectKind, table.objectId] }),
    index('report_cases_open').on(table.openedAt, table.objectId).where(sql`${table.state} = 'open'`),
  ],
);
