import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ChangeKind } from '../contracts/changes.ts';
import { time } from './columns.ts';

/**
 * What the edge must hear of, written in the transaction that changes the row itself. `seq` grows in the order of
 * commits, so whoever reads a row together with the highest `seq` knows which changes that row contains.
 */
export const changes = sqliteTable(
  'changes',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    kind: text('kind').$type<ChangeKind>().notNull(),
    /** Id of the video, user or session, or the key id. */
    subject: text('subject').notNull(),
    at: time('at').notNull(),
  },
  (table) => [index('changes_kind').on(table.kind, table.at)],
);
