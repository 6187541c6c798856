import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import {
  type MutableKind,
  mailedByDefault,
  type NotificationKind,
  notificationKinds,
  notificationOutcomes,
} from '../contracts/notification-words.ts';
import type { Locale } from '../messages/locales.ts';
import { users } from './accounts.ts';
import { channels } from './channels.ts';
import { createdAt, time, updatedAt } from './columns.ts';

/** What somebody is told. While it is unread, further events of the same group become part of it. */
export const notifications = sqliteTable(
  'notifications',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: notificationKinds }).notNull(),
    groupKey: text('group_key').notNull(),
    // What it is about, as of the newest event. These may lead nowhere by now: who lists them looks at the rows of today.
    videoId: text('video_id'),
    commentId: text('comment_id'),
    channelId: text('channel_id'),
    outcome: text('outcome', { enum: notificationOutcomes }),
    /** Of a decision, in the codes of the judge. */
    reasons: text('reasons', { mode: 'json' }).$type<string[]>().notNull().default([]),
    eventCount: integer('event_count').notNull().default(1),
    /** Different people among them. */
    actorCount: integer('actor_count').notNull(),
    /** The oldest and the newest of its `notification_events`. */
    firstSeq: integer('first_seq').notNull(),
    lastSeq: integer('last_seq').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    readAt: time('read_at'),
  },
  (table) => [
    uniqueIndex('notifications_unread').on(table.userId, table.groupKey).where(sql`${table.readAt} is null`),
    uniqueIndex('notifications_list').on(table.userId, table.lastSeq),
  ],
);

/** Of what each person has been told, so that nothing reaches anybody twice: not after a crash, not after a removal. */
export const notificationEvents = sqliteTable(
  'notification_events',
  {
    /** In the order of commits: SQLite has one writer at a time. */
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    eventId: text('event_id').notNull(),
    groupKey: text('group_key').notNull(),
    /** Whose doing it was; `null` where that is nobody's business. */
    actorId: text('actor_id').references(() => users.id, { onDelete: 'set null' }),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex('notification_events_once').on(table.userId, table.eventId),
    index('notification_events_actor')
      .on(table.actorId, table.userId, table.groupKey)
      .where(sql`${table.actorId} is not null`),
  ],
);

/** Who has changed anything about what they are told; everybody else is told everything, and by mail what is decided. */
export const notificationSettings = sqliteTable('notification_settings', {
  userId: text('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  mutedKinds: text('muted_kinds', { mode: 'json' }).$type<MutableKind[]>().notNull().default([]),
  /** Of those that they are told, the ones that come by mail, too. */
  mailedKinds: text('mailed_kinds', { mode: 'json' })
    .$type<NotificationKind[]>()
    .notNull()
    .default([...mailedByDefault]),
  /** Of their mails; `null` while it is not known. */
  mailLanguage: text('mail_language').$type<Locale>(),
});

/** Who is to have a mail of what they were told. A row is there until that mail is sent. */
export const notificationDigests = sqliteTable(
  'notification_digests',
  {
    userId: text('user_id')
      .primaryKey()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The same at every attempt, so that whoever gets it twice can tell. */
    mailId: text('mail_id').notNull(),
    /** The oldest and the newest of the `notification_events` that it is about. */
    firstSeq: integer('first_seq').notNull(),
    lastSeq: integer('last_seq').notNull(),
    dueAt: time('due_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
  },
  (table) => [index('notification_digests_due').on(table.dueAt)],
);

/** Channels below whose videos somebody wants to be told of nothing. */
export const notificationMutedChannels = sqliteTable(
  'notification_muted_channels',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    channelId: text('channel_id')
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.channelId] }),
    index('notification_muted_channels_channel').on(table.channelId),
  ],
);
