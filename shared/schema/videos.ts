import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SourceInfo } from '../contracts/transcode.ts';
import type { VideoFailure } from '../contracts/videos.ts';
import { channels, users } from './accounts.ts';
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
    viewCount: integer('view_count').notNull().default(0),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    index('videos_channel').on(table.channelId, table.createdAt),
    index('videos_status').on(table.status),
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
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    frameRate: real('frame_rate').notNull(),
    bitrateBps: integer('bitrate_bps').notNull(),
  },
  (table) => [primaryKey({ columns: [table.videoId, table.generation, table.name] })],
);

/** One row per counted view: the primary key is the de-duplication rule (session, video, UTC day). */
export const viewSessions = sqliteTable(
  'view_sessions',
  {
    videoId: text('video_id')
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    sessionId: text('session_id').notNull(),
    /** `YYYY-MM-DD`, UTC. */
    day: text('day').notNull(),
    startedAt: time('started_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.videoId, table.day, table.sessionId] })],
);
