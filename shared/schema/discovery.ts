import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { discoverySurfaces, signalKinds, trendWindows } from '../contracts/discovery-words.ts';
import { users } from './accounts.ts';
import { createdAt, time } from './columns.ts';

/**
 * What happened to videos and has not been counted for discovery yet; written with what happened, gone within seconds.
 * So few rows that nothing is looked for by an index.
 */
export const discoverySignals = sqliteTable('discovery_signals', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  kind: text('kind', { enum: signalKinds }).notNull(),
  videoId: text('video_id').notNull(),
  userId: text('user_id'),
  /** Network of the viewer (a /24 or /48), where the edge knows it. */
  network: text('network'),
  /** ISO 3166-1 alpha-2. */
  country: text('country'),
  at: time('at').notNull(),
});

/**
 * How much of a video's attention came from each source on a UTC day, so that each further one from it counts less.
 * WITHOUT ROWID in the database.
 */
export const trendSources = sqliteTable(
  'trend_sources',
  {
    day: text('day').notNull(),
    videoId: text('video_id').notNull(),
    /** A keyed hash of the network or account, or what those share that cannot be told apart. */
    source: text('source').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.videoId, table.source] })],
);

/** Decayed attention. The rows of a video lie together, since a view changes most of them; WITHOUT ROWID in the database. */
export const trendScores = sqliteTable(
  'trend_scores',
  {
    window: text('window', { enum: trendWindows }).notNull(),
    /** Empty: everywhere. */
    country: text('country').notNull(),
    videoId: text('video_id').notNull(),
    /** log2 of the sum of weight × 2^(time ÷ half-life): the order of videos holds without anything being written. */
    rank: real('rank').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.videoId, table.window, table.country] }),
    index('trend_scores_rank').on(table.window, table.country, table.rank),
  ],
);

/** What those who watched a video watched too, best first, as the last batch found it. */
export const videoNeighbours = sqliteTable('video_neighbours', {
  videoId: text('video_id').primaryKey(),
  neighbours: text('neighbours', { mode: 'json' }).$type<[videoId: string, score: number][]>().notNull(),
  builtAt: time('built_at').notNull(),
});

/** The same since then, pair by pair. */
export const recentPairs = sqliteTable(
  'recent_pairs',
  {
    videoId: text('video_id').notNull(),
    otherId: text('other_id').notNull(),
    weight: real('weight').notNull(),
    /** One bit for each of 48 groups that people fall into by a keyed hash: as many people at least as bits. */
    peopleBits: integer('people_bits').notNull().default(0),
    updatedAt: time('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.videoId, table.otherId] }),
    // Pairs of three people at least, which are few. Queries repeat the condition word for word: `hasThreeBits`.
    index('recent_pairs_told')
      .on(table.videoId, table.weight, table.otherId)
      .where(
        sql`((${table.peopleBits} & (${table.peopleBits} - 1)) & ((${table.peopleBits} & (${table.peopleBits} - 1)) - 1)) <> 0`,
      ),
    index('recent_pairs_age').on(table.updatedAt),
  ],
);

/** The last batch; one row. */
export const discoveryModel = sqliteTable('discovery_model', {
  id: integer('id').primaryKey(),
  method: text('method', { enum: ['ease', 'item-knn'] }).notNull(),
  people: integer('people').notNull(),
  videos: integer('videos').notNull(),
  events: integer('events').notNull(),
  tookMs: integer('took_ms').notNull(),
  builtAt: time('built_at').notNull(),
});

/** Which suggestions were seen where, and which were followed. */
export const impressions = sqliteTable(
  'impressions',
  {
    listId: text('list_id').notNull(),
    videoId: text('video_id').notNull(),
    surface: text('surface', { enum: discoverySurfaces }).notNull(),
    variant: text('variant').notNull(),
    position: integer('position').notNull(),
    userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    shownAt: time('shown_at').notNull(),
    clickedAt: time('clicked_at'),
  },
  (table) => [
    primaryKey({ columns: [table.listId, table.videoId] }),
    index('impressions_surface').on(table.surface, table.shownAt),
    index('impressions_age').on(table.shownAt),
    index('impressions_user').on(table.userId),
  ],
);

/** What somebody does not want to be suggested. */
export const notInterested = sqliteTable(
  'not_interested',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: ['video', 'channel'] }).notNull(),
    subjectId: text('subject_id').notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.kind, table.subjectId] })],
);
