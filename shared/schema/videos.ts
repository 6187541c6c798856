import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SourceInfo } from '../contracts/transcode.ts';
import type { VideoFailure } from '../contracts/videos.ts';
import type { VideoCodec } from '../media/video-codecs.ts';
import { users } from './accounts.ts';
import { channels } from './channels.ts';
import { createdAt, time, updatedAt } from './columns.ts';

export const videos = sqliteTable(
  'videos',
  {
    id: text('id').primaryKey(),
    channelId: text('channel_id')
      .notNull()
      .references(() => channels.id),
    ownerId: text('owner_id')
      .notNull()
      .references(() => users.id),
    title: text('title').notNull(),
    description: text('description').notNull().default(''),
    tags: text('tags', { mode: 'json' }).$type<string[]>().notNull().default([]),
    category: text('category'),
    language: text('language'),
    visibility: text('visibility', { enum: ['public', 'unlisted', 'private'] }).notNull(),
    /** What the video is offered in; `null`: what its channel says. */
    codecs: text('codecs', { mode: 'json' }).$type<VideoCodec[]>(),
    status: text('status', { enum: ['uploading', 'processing', 'ready', 'failed'] }).notNull(),
    playable: integer('playable', { mode: 'boolean' }).notNull().default(false),
    /** The published media generation; switching it is the whole act of publishing. */
    generation: text('generation'),
    /** False while `generation` holds only the first rung. */
    complete: integer('complete', { mode: 'boolean' }).notNull().default(false),
    /** Holds the creator's own thumbnail; `null`: the poster of `generation` stands for the video. */
    thumbnailGeneration: text('thumbnail_generation'),
    durationSec: real('duration_sec'),
    width: integer('width'),
    height: integer('height'),
    source: text('source', { mode: 'json' }).$type<SourceInfo>(),
    failureCode: text('failure_code').$type<VideoFailure['code']>(),
    failureMessage: text('failure_message'),
    ageRestricted: integer('age_restricted', { mode: 'boolean' }).notNull().default(false),
    geoAllow: text('geo_allow', { mode: 'json' }).$type<string[]>().notNull().default([]),
    geoDeny: text('geo_deny', { mode: 'json' }).$type<string[]>().notNull().default([]),
    publishAt: time('publish_at'),
    /** Hosts of the sites that may embed the video; an empty list allows every one. */
    embedDomains: text('embed_domains', { mode: 'json' }).$type<string[]>().notNull().default([]),
    /** Since when a moderator withholds the video from everyone. */
    takenDownAt: time('taken_down_at'),
    /** What its owner is told. */
    takenDownReason: text('taken_down_reason'),
    /** Withheld because the law demands it, which viewers are told (RFC 7725). */
    takenDownByLaw: integer('taken_down_by_law', { mode: 'boolean' }).notNull().default(false),
    viewCount: integer('view_count').notNull().default(0),
    /** `view_count` as it was when videos were last ranked: an index on the count itself would change with every view. */
    rankedViewCount: integer('ranked_view_count').notNull().default(0),
    likeCount: integer('like_count').notNull().default(0),
    dislikeCount: integer('dislike_count').notNull().default(0),
    /** Comments and replies that everyone sees. */
    commentCount: integer('comment_count').notNull().default(0),
    /** `held`: new ones wait for who works on the channel; `off`: there is no talk below the video. */
    commentPolicy: text('comment_policy', { enum: ['on', 'held', 'off'] })
      .notNull()
      .default('on'),
    /** The owner deleted the video; its row stays as long as others refer to it. */
    deletedAt: time('deleted_at'),
    /** When its objects and jobs were gone, after `deletedAt`. */
    purgedAt: time('purged_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    index('videos_channel').on(table.channelId, table.createdAt),
    index('videos_owner').on(table.ownerId, table.createdAt, table.id),
    index('videos_status').on(table.status),
    index('videos_to_purge')
      .on(table.deletedAt)
      .where(sql`${table.deletedAt} is not null and ${table.purgedAt} is null`),
    index('videos_published')
      // Not `coalesce`: the generator of migrations takes its comma for the end of a column.
      .on(sql`case when ${table.publishAt} is null then ${table.createdAt} else ${table.publishAt} end`, table.id)
      .where(
        sql`${table.visibility} = 'public' and ${table.playable} = 1 and ${table.deletedAt} is null and ${table.takenDownAt} is null`,
      ),
    index('videos_published_in_category')
      .on(
        table.category,
        sql`case when ${table.publishAt} is null then ${table.createdAt} else ${table.publishAt} end`,
        table.id,
      )
      .where(
        sql`${table.visibility} = 'public' and ${table.playable} = 1 and ${table.deletedAt} is null and ${table.takenDownAt} is null`,
      ),
    index('videos_published_on_channel')
      .on(
        table.channelId,
        sql`case when ${table.publishAt} is null then ${table.createdAt} else ${table.publishAt} end`,
        table.id,
      )
      .where(
        sql`${table.visibility} = 'public' and ${table.playable} = 1 and ${table.deletedAt} is null and ${table.takenDownAt} is null`,
      ),
    index('videos_popular_on_channel')
      .on(table.channelId, table.rankedViewCount, table.id)
      .where(
        sql`${table.visibility} = 'public' and ${table.playable} = 1 and ${table.deletedAt} is null and ${table.takenDownAt} is null`,
      ),
    // Of ten thousand views and more: search looks through them first.
    index('videos_popular').on(table.id).where(sql`${table.viewCount} >= 10000`),
    index('videos_newest_public')
      .on(table.createdAt, table.id)
      .where(sql`${table.visibility} = 'public' and ${table.playable} = 1`),
  ],
);

export const renditions = sqliteTable(
  'renditions',
  {
    videoId: text('video_id')
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    generation: text('generation').notNull(),
    name: text('name').notNull(),
    codec: text('codec', { enum: ['h264', 'av1'] })
      .notNull()
      .default('h264'),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    frameRate: real('frame_rate').notNull(),
    bitrateBps: integer('bitrate_bps').notNull(),
  },
  (table) => [primaryKey({ columns: [table.videoId, table.generation, table.name] })],
);
