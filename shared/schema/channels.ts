import { type SQLWrapper, sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { ChannelLink, MemberRole } from '../contracts/channels.ts';
import type { VideoCodec } from '../media/video-codecs.ts';
import { users } from './accounts.ts';
import { createdAt, time, updatedAt } from './columns.ts';

/** What a handle looks like: two that share it could pass for each other (the ASCII part of UTS #39's confusables). */
export const lookOf = (handle: SQLWrapper | string) =>
  sql`replace(replace(replace(${handle}, '0', 'o'), '1', 'l'), 'm', 'rn')`;

const look = () => text('look').generatedAlwaysAs(lookOf(sql.raw('"handle"')), { mode: 'virtual' });

export const channels = sqliteTable(
  'channels',
  {
    id: text('id').primaryKey(),
    ownerId: text('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    handle: text('handle').notNull().unique(),
    look: look(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    links: text('links', { mode: 'json' }).$type<ChannelLink[]>().notNull().default([]),
    /** Which upload of the picture is shown; `null`: none. */
    avatarVersion: text('avatar_version'),
    bannerVersion: text('banner_version'),
    /** When an admin vouched for the channel. */
    verifiedAt: time('verified_at'),
    /** What its videos are offered in, where they do not say otherwise. */
    codecs: text('codecs', { mode: 'json' }).$type<VideoCodec[]>().notNull().default(['h264']),
    subscriberCount: integer('subscriber_count').notNull().default(0),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [index('channels_owner').on(table.ownerId), uniqueIndex('channels_look').on(table.look)],
);

/** Who works on a channel beside its owner. */
export const channelMembers = sqliteTable(
  'channel_members',
  {
    channelId: text('channel_id')
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role').$type<MemberRole>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.userId] }), index('channel_members_user').on(table.userId)],
);

/** Handles that channels had before: they lead to the channel, and are nobody else's, until `expiresAt`. */
export const retiredHandles = sqliteTable(
  'retired_handles',
  {
    handle: text('handle').primaryKey(),
    look: look(),
    channelId: text('channel_id')
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    createdAt: createdAt(),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [
    index('retired_handles_look').on(table.look),
    index('retired_handles_channel').on(table.channelId),
    index('retired_handles_expiry').on(table.expiresAt),
  ],
);

/** A channel its owner offers to someone, who has not accepted yet. */
export const channelTransfers = sqliteTable(
  'channel_transfers',
  {
    channelId: text('channel_id')
      .primaryKey()
      .references(() => channels.id, { onDelete: 'cascade' }),
    /** Who offered: the offer is void when the channel is theirs no more. */
    fromUserId: text('from_user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    toUserId: text('to_user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: createdAt(),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [index('channel_transfers_receiver').on(table.toUserId)],
);
