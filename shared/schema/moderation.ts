import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ModerationRules } from '../contracts/moderation.ts';
import { users } from './accounts.ts';
import { channels } from './channels.ts';
import { createdAt, updatedAt } from './columns.ts';

/** Every version of the rules that comments are judged by; the highest one counts. */
export const moderationRules = sqliteTable('moderation_rules', {
  version: integer('version').primaryKey({ autoIncrement: true }),
  rules: text('rules', { mode: 'json' }).$type<ModerationRules>().notNull(),
  createdAt: createdAt(),
});

/** What a channel asks of comments below its videos, beside the rules of the platform. */
export const channelModeration = sqliteTable('channel_moderation', {
  channelId: text('channel_id')
    .primaryKey()
    .references(() => channels.id, { onDelete: 'cascade' }),
  holdAll: integer('hold_all', { mode: 'boolean' }).notNull().default(false),
  holdLinks: integer('hold_links', { mode: 'boolean' }).notNull().default(false),
  /** Words that are held; `*` at an end stands for any letters. */
  blockedWords: text('blocked_words', { mode: 'json' }).$type<string[]>().notNull().default([]),
  updatedAt: updatedAt(),
});

/** Who may not comment on a channel's videos, and whose comments its rules never hold. */
export const channelStandings = sqliteTable(
  'channel_standings',
  {
    channelId: text('channel_id')
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    standing: text('standing', { enum: ['blocked', 'approved'] }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.channelId, table.userId] }),
    index('channel_standings_list').on(table.channelId, table.createdAt, table.userId),
    index('channel_standings_user').on(table.userId),
  ],
);
