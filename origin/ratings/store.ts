import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { inGroups } from '../../platform/in-groups.ts';
import type { Rating, VideoRating } from '../../shared/contracts/ratings.ts';
import { ratingNews, videoRatings, videos } from '../../shared/schema/index.ts';
import { addSignals } from '../discovery/signals/store.ts';
import type { Transaction } from '../outbox/store.ts';
import { addRoomMessage } from '../realtime/store.ts';

export type RatingRequest = { videoId: string; userId: string; rating: Rating | null; now: Date };
export type RatingStore = ReturnType<typeof createRatingStore>;

/** Ratings of one transaction, which is a handful of statements however many they are. */
const MAX_GROUP = 400;

export function createRatingStore(db: Database) {
  return {
    /**
     * Sets or takes back (`rating` null) a user's one rating; the video's counts change with it in the same transaction,
     * so that they are those of the rows. Ratings that come together share a transaction, and each is answered once it
     * is durable. Null for a video that is not there.
     */
    rate: inGroups((requests: RatingRequest[]) => db.transaction((tx) => rateAll(tx, requests)), {
      maxItems: MAX_GROUP,
      retriesAlone: true,
    }),

    /** Some of the videos that somebody has rated. */
    async listOf(userId: string): Promise<string[]> {
      const isTheirs = eq(videoRatings.userId, userId);
      const rows = await db.select({ videoId: videoRatings.videoId }).from(videoRatings).where(isTheirs).limit(100);
      return rows.map(({ videoId }) => videoId);
    },

    /** Null for a video that is not there. */
    async read(videoId: string, userId: string | null): Promise<VideoRating | null> {
      const [video] = await db
        .select({ like_count: videos.likeCount, dislike_count: videos.dislikeCount })
        .from(videos)
        .where(eq(videos.id, videoId));
      if (!video) return null;
      const isOwn = userId === null ? sql`false` : eq(videoRatings.userId, userId);
      const [own] = await db
        .select({ rating: videoRatings.rating })
        .from(videoRatings)
        .where(and(eq(videoRatings.videoId, videoId), isOwn));
      return { ...video, own_rating: own?.rating ?? null };
    },
  };
}

async function rateAll(tx: Transaction, requests: readonly RatingRequest[]): Promise<(VideoRating | null)[]> {
  const videoIds = [...new Set(requests.map(({ videoId }) => videoId))];
  const asked = new Map(requests.map((request) => [keyOf(request), [request.videoId, request.userId]]));
  const [known, rows] = await tx.batch([
    tx
      .select({ id: videos.id, likes: videos.likeCount, dislikes: videos.dislikeCount })
      .from(videos)
      .where(inArray(videos.id, videoIds)),
    // CROSS JOIN keeps the order: one look-up by primary key for each row of the list.
    tx.all<{ videoId: string; userId: string; rating: Rating }>(sql`
      select r.video_id as "videoId", r.user_id as "userId", r.rating from ${rowsOf([...asked.values()])}
      cross join video_ratings r where r.video_id = j.value ->> 0 and r.user_id = j.value ->> 1`),
  ]);
  const before = new Map<string, Rating | null>(rows.map((row) => [keyOf(row), row.rating]));
  const after = new Map(before);
  const counts = new Map(known.map((video) => [video.id, video]));
  const outcomes = requests.map((request) => {
    const video = counts.get(request.videoId);
    if (!video) return null;
    const was = after.get(keyOf(request)) ?? null;
    video.likes += Number(request.rating === 'like') - Number(was === 'like');
    video.dislikes += Number(request.rating === 'dislike') - Number(was === 'dislike');
    after.set(keyOf(request), request.rating);
    return { like_count: video.likes, dislike_count: video.dislikes, own_rating: request.rating };
  });
  const changed = new Map(
    requests
      .filter(
        (each) => counts.has(each.videoId) && (before.get(keyOf(each)) ?? null) !== (after.get(keyOf(each)) ?? null),
      )
      .map((each) => [keyOf(each), each]),
  );
  if (changed.size === 0) return outcomes;
  const liked = [...changed.values()].filter(({ rating }) => rating === 'like');
  const recounted = [...new Set([...changed.values()].flatMap(({ videoId }) => counts.get(videoId) ?? []))];
  await tx.finish([
    tx
      .insert(ratingNews)
      .values(recounted.map(({ id }) => ({ videoId: id })))
      .onConflictDoNothing(),
    ...recounted.map(({ id, likes, dislikes }) =>
      tx.update(videos).set({ likeCount: likes, dislikeCount: dislikes }).where(eq(videos.id, id)),
    ),
    addSignals(
      tx,
      liked.map(({ videoId, userId, now }) => ({ kind: 'like', videoId, userId, at: now })),
    ),
    ...writeRatings(
      tx,
      [...changed].map(([key, request]) => ({ ...request, rating: after.get(key) ?? null })),
    ),
  ]);
  return outcomes;
}

/** In as many statements for one rating as for hundreds. */
function writeRatings(tx: Transaction, changes: readonly RatingRequest[]) {
  const rows = changes.map(({ videoId, userId, rating, now }) => [videoId, userId, rating, now.getTime()]);
  const [set, removed] = [
    rows.filter(([, , rating]) => rating !== null),
    rows.filter(([, , rating]) => rating === null),
  ];
  return [
    tx.run(sql`
      insert into video_ratings (video_id, user_id, rating, created_at)
      select j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3 from ${rowsOf(set)} where true
      on conflict (video_id, user_id) do update set rating = excluded.rating, created_at = excluded.created_at`),
    tx.run(sql`
      delete from video_ratings
      where (video_id, user_id) in (select j.value ->> 0, j.value ->> 1 from ${rowsOf(removed)})`),
  ];
}

/** One parameter for any number of rows. */
const rowsOf = (rows: readonly unknown[]) => sql`json_each(${JSON.stringify(rows)}) as j`;
const keyOf = ({ videoId, userId }: { videoId: string; userId: string }) => `${videoId} ${userId}`;

/** Puts the newest counts of every video that was rated since into room messages. Returns how many there were. */
export async function tellRatings(db: Database, now: Date): Promise<number> {
  const [waiting] = await db.select().from(ratingNews).limit(1);
  if (!waiting) return 0;
  return db.transaction(async (tx) => {
    const news = await tx.delete(ratingNews).returning();
    for (const { videoId } of news) {
      const [video] = await tx
        .select({ video_id: videos.id, like_count: videos.likeCount, dislike_count: videos.dislikeCount })
        .from(videos)
        .where(eq(videos.id, videoId));
      if (video) await addRoomMessage(tx, { videoId, type: 'video.rated', data: video }, now);
    }
    return news.length;
  });
}
