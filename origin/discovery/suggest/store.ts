import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import {
  notInterested,
  publications,
  recentPairs,
  searchDocuments,
  subscriptions,
  users,
  videoNeighbours,
  videoRatings,
  videos,
  watchHistory,
} from '../../../shared/schema/index.ts';
import { inJson, isPublicVideo } from '../../search/store.ts';
import { hasThreeBits } from '../signals/store.ts';

export type SuggestionStore = ReturnType<typeof createSuggestionStore>;
/** What is known of somebody's taste; all of it empty for somebody who is not signed in. */
export type Taste = {
  /** Newest first. */
  watched: string[];
  liked: string[];
  disliked: string[];
  subscribedVideos: string[];
};
export type Hidden = { videoIds: ReadonlySet<string>; channelIds: ReadonlySet<string> };
export type Words = { videoId: string; titleWords: string; tagWords: string };

const WATCHED = 200;
const RATED = 100;
const SUBSCRIBED_VIDEOS = 40;
/** More channels than that are not looked through for one list. */
const SUBSCRIBED_CHANNELS = 300;

export function createSuggestionStore(db: Database) {
  return {
    async tasteOf(userId: string, now: Date): Promise<Taste> {
      const channelIds = db
        .select({ channelId: subscriptions.channelId })
        .from(subscriptions)
        .where(eq(subscriptions.userId, userId))
        .orderBy(desc(subscriptions.createdAt))
        .limit(SUBSCRIBED_CHANNELS);
      const monthAgo = new Date(now.getTime() - 30 * 24 * 3_600_000);
      const [watched, rated, published] = await db.batch([
        db
          .select({ videoId: watchHistory.videoId })
          .from(watchHistory)
          .where(sql`${watchHistory.userId} = ${userId} and ${watchHistory.isRemoved} = 0`)
          .orderBy(desc(watchHistory.watchedAt), desc(watchHistory.videoId))
          .limit(WATCHED),
        db
          .select({ videoId: videoRatings.videoId, rating: videoRatings.rating })
          .from(videoRatings)
          .where(eq(videoRatings.userId, userId))
          .orderBy(desc(videoRatings.createdAt))
          .limit(RATED),
        db
          .select({ videoId: publications.videoId })
          .from(publications)
          .where(and(sql`${publications.channelId} in ${channelIds}`, gt(publications.publishedAt, monthAgo)))
          .orderBy(desc(publications.publishedAt))
          .limit(SUBSCRIBED_VIDEOS),
      ]);
      const ratedAs = (wanted: 'like' | 'dislike') =>
        rated.filter(({ rating }) => rating === wanted).map(({ videoId }) => videoId);
      return {
        watched: watched.map(({ videoId }) => videoId),
        liked: ratedAs('like'),
        disliked: ratedAs('dislike'),
        subscribedVideos: published.map(({ videoId }) => videoId),
      };
    },

    async hiddenFrom(userId: string): Promise<Hidden> {
      const rows = await db
        .select({ kind: notInterested.kind, subjectId: notInterested.subjectId })
        .from(notInterested)
        .where(eq(notInterested.userId, userId))
        .limit(10_000);
      const idsOf = (kind: 'video' | 'channel') =>
        new Set(rows.filter((row) => row.kind === kind).map(({ subjectId }) => subjectId));
      return { videoIds: idsOf('video'), channelIds: idsOf('channel') };
    },

    /** What goes with each of `videoIds`: by the last batch, and by what at least three people watched since then. */
    async watchedTogether(videoIds: readonly string[], each: number) {
      const pairs = videoIds.map((videoId) =>
        db
          .select({ videoId: recentPairs.videoId, otherId: recentPairs.otherId, weight: recentPairs.weight })
          .from(recentPairs)
          .where(and(eq(recentPairs.videoId, videoId), hasThreeBits(recentPairs.peopleBits)))
          .orderBy(desc(recentPairs.weight))
          .limit(each),
      );
      const [batch, ...recent] = await db.batch([
        db
          .select({ videoId: videoNeighbours.videoId, neighbours: videoNeighbours.neighbours })
          .from(videoNeighbours)
          .where(inJson(videoNeighbours.videoId, videoIds)),
        ...pairs,
      ]);
      return { batch, recent: recent.flat() };
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

    /** What the search index knows them by: folded words. */
    async wordsOf(videoIds: readonly string[]): Promise<Words[]> {
      if (videoIds.length === 0) return [];
      return db
        .select({
          videoId: searchDocuments.subjectId,
          titleWords: searchDocuments.titleWords,
          tagWords: searchDocuments.tagWords,
        })
        .from(searchDocuments)
        .where(and(eq(searchDocuments.kind, 'video'), inJson(searchDocuments.subjectId, videoIds)));
    },
  };
}
