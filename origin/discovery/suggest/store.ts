import { and, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { publications, recentPairs, subscriptions, users, videos, watchHistory } from '../../../shared/schema/index.ts';
import { isNotSuspended, isOpenVideo, isPublicVideo } from '../../search/store.ts';
import { type Hidden, hiddenSql, nothingHidden, readHidden } from '../living/store.ts';
import { hasThreeBits } from '../signals/store.ts';

export type SuggestionStore = ReturnType<typeof createSuggestionStore>;
/** What is known of somebody's taste. */
export type Taste = {
  /** Newest first. */
  watched: string[];
  liked: string[];
  disliked: string[];
  subscribedVideos: string[];
  hidden: Hidden;
};
/** Of somebody who is not signed in. */
export const unknownTaste: Taste = {
  watched: [],
  liked: [],
  disliked: [],
  subscribedVideos: [],
  hidden: nothingHidden,
};

/** What is known of a video that others may go with. */
export type Seed = {
  videoId: string;
  /** By the last batch, best first. */
  neighbours: [videoId: string, score: number][];
  /** By what at least three people watched since then, the heaviest first. */
  recent: [videoId: string, weight: number][];
  /** Folded words of its title and tags, with the number of videos, channels and playlists that have each. */
  words: Map<string, number>;
};

/** What a proposed video is ranked by; everyone may see it at this moment. */
export type Candidate = {
  videoId: string;
  channelId: string;
  title: string;
  tags: string[];
  publishedAtMs: number;
  viewCount: number;
  likeCount: number;
  dislikeCount: number;
};
/** One reading of the search index: its newest `limit` videos that match. */
export type TopicReading = { expression: string; limit: number };
/** What is about a topic: by its words, and by the direction that they have together. */
export type TopicLookUps = { readings: readonly TopicReading[]; near: readonly (readonly number[])[] };

const WATCHED = 200;
const RATED = 100;
const SUBSCRIBED_VIDEOS = 40;
/** More channels than that are not looked through for one list. */
const SUBSCRIBED_CHANNELS = 300;
const SUBSCRIBED_SINCE_MS = 30 * 24 * 3_600_000;
const RECENT_EACH = 30;
const NEAR_EACH = 25;

/**
 * The words of title and tags of the document `d`, with the number of documents that have each. Folded words are letters
 * and digits between single spaces: with quotes around them they are a list of JSON.
 */
export const wordCountsSql = sql`select json_group_array(json_array(word.value, coalesce(
    (select document_count from search_words where search_words.word = word.value), 0)))
  from json_each('["' || replace(trim(d.title_words || ' ' || d.tag_words), ' ', '","') || '"]') word
  where word.value <> ''`;

export function createSuggestionStore(db: Database) {
  return {
    /** One exchange; lists travel as one text each. */
    async tasteOf(userId: string, now: Date): Promise<Taste> {
      const channelIds = sql`select channel_id from ${subscriptions} where user_id = ${userId}
        order by created_at desc limit ${SUBSCRIBED_CHANNELS}`;
      const row = await db.get<Record<'watched' | 'rated' | 'published' | 'hidden', string>>(sql`select
        (select json_group_array(video_id) from (select video_id from ${watchHistory}
          where user_id = ${userId} and is_removed = 0
          order by watched_at desc, video_id desc limit ${WATCHED})) as watched,
        (select json_group_array(json_array(video_id, rating)) from (select video_id, rating from video_ratings
          where user_id = ${userId} order by created_at desc limit ${RATED})) as rated,
        (select json_group_array(video_id) from (select video_id from ${publications}
          where channel_id in (${channelIds}) and published_at > ${now.getTime() - SUBSCRIBED_SINCE_MS}
          order by published_at desc limit ${SUBSCRIBED_VIDEOS})) as published,
        (${hiddenSql(userId)}) as hidden`);
      const rated = JSON.parse(row.rated) as [videoId: string, rating: 'like' | 'dislike'][]; // as selected
      const ratedAs = (wanted: 'like' | 'dislike') => rated.flatMap(([id, rating]) => (rating === wanted ? [id] : []));
      return {
        watched: JSON.parse(row.watched) as string[],
        subscribedVideos: JSON.parse(row.published) as string[],
        ...{ liked: ratedAs('like'), disliked: ratedAs('dislike'), hidden: readHidden(row.hidden) },
      };
    },

    /** In one exchange what goes with each of `videoIds`, and the words of the first `withWords` of them. */
    async seeds(
      videoIds: readonly string[],
      withWords: number,
    ): Promise<{ seeds: Seed[] /** About how many stand in the index. */; documentCount: number }> {
      if (videoIds.length === 0) return { seeds: [], documentCount: 0 };
      const recent = sql`select json_group_array(json_array(other_id, weight)) from (
        select other_id, weight from ${recentPairs}
        where video_id = seed.value and ${hasThreeBits(recentPairs.peopleBits)}
        order by weight desc limit ${RECENT_EACH})`;
      const counts = sql`select (${wordCountsSql}) from search_documents d
        where d.kind = 'video' and d.subject_id = seed.value and seed.key < ${withWords}`;
      const { rows, documents } = await db.get<{ rows: string; documents: number }>(sql`
        select json_group_array(json_array(seed.value,
            (select json(neighbours) from video_neighbours where video_id = seed.value), json((${recent})), json((${counts})))) as rows,
          (select coalesce(max(docid), 0) from search_documents) as documents
        from json_each(${JSON.stringify(videoIds)}) seed`);
      type Row = [string, Seed['neighbours'] | null, Seed['recent'], [word: string, documents: number][] | null];
      const seeds = (JSON.parse(rows) as Row[]).map(([videoId, neighbours, pairs, words]) => ({
        ...{ videoId, neighbours: neighbours ?? [], recent: pairs, words: new Map(words) },
      }));
      return { seeds, documentCount: documents };
    },

    /** Those of `videoIds`, and of what `lookUps` bring up, that everyone may see at this moment; in no order. */
    async candidates(videoIds: readonly string[], { readings, near }: TopicLookUps, now: Date): Promise<Candidate[]> {
      const ids = sql`select value as id from json_each(${JSON.stringify(videoIds)})`;
      const { rows } = await db.get<{ rows: string }>(sql`
        with wanted as materialized (${sql.join([ids, ...readings.map(topicSql), ...near.map(nearSql)], sql` union `)})
        select json_group_array(json_array(wanted.id, channel_id, title, json(tags), coalesce(publish_at, created_at),
          view_count, like_count, dislike_count)) as rows
        from wanted cross join ${videos} where ${videos.id} = wanted.id
          and ${isOpenVideo(now)} and ${isNotSuspended(videos.ownerId)}`);
      type Row = [string, string, string, string[], number, number, number, number];
      return (JSON.parse(rows) as Row[]).map(
        ([videoId, channelId, title, tags, publishedAtMs, viewCount, likeCount, dislikeCount]) => ({
          ...{ videoId, channelId, title, tags, publishedAtMs, viewCount, likeCount, dislikeCount },
        }),
      );
    },

    /** The newest of a channel that everyone may see. */
    async newestOf(channelId: string, limit: number, now: Date): Promise<string[]> {
      const rows = await db
        .select({ videoId: videos.id })
        .from(videos)
        .innerJoin(users, eq(users.id, videos.ownerId))
        .where(and(eq(videos.channelId, channelId), isPublicVideo(now)))
        .orderBy(desc(videos.createdAt))
        .limit(limit);
      return rows.map(({ videoId }) => videoId);
    },

    /** The newest of all, for which nobody's watching speaks yet. */
    async newest(limit: number): Promise<string[]> {
      const rows = await db
        .select({ videoId: videos.id })
        .from(videos)
        // Literals, so that SQLite can use the partial index `videos_newest_public`.
        .where(
          and(
            sql`${videos.visibility} = 'public' and ${videos.playable} = 1`,
            isNull(videos.deletedAt),
            isNull(videos.takenDownAt),
          ),
        )
        .orderBy(desc(videos.createdAt), desc(videos.id))
        .limit(limit);
      return rows.map(({ videoId }) => videoId);
    },
  };
}

// Read backwards from the newest and no further than the limit: the cost does not grow with the catalogue.
// CROSS JOIN keeps the order: one look-up for each hit.
const topicSql = ({ expression, limit }: TopicReading): SQL => sql`
  select subject_id from (
    select rowid as hit from search_index where search_index match ${expression} order by rowid desc limit ${limit}
  ) cross join search_documents where docid = hit`;

const nearSql = (vector: readonly number[]): SQL => sql`
  select subject_id from vector_top_k('video_topics_near', vector8(${JSON.stringify(vector)}), ${sql.raw(`${NEAR_EACH}`)}) near
  cross join video_topics t cross join search_documents d where t.id = near.id and d.docid = t.docid`;
