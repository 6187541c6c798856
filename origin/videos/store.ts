import { and, asc, desc, eq, isNull, lte, or, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { channels, renditions, videos } from '../../shared/schema/index.ts';

export type VideoRow = typeof videos.$inferSelect;
export type ChannelRow = typeof channels.$inferSelect;
export type VideoWithChannel = { video: VideoRow; channel: ChannelRow };
export type RenditionRow = typeof renditions.$inferSelect;
export type VideoChanges = Partial<typeof videos.$inferInsert>;
/** The last video of the page before. */
export type Position = { createdAt: Date; videoId: string };

export type VideoStore = ReturnType<typeof createVideoStore>;

export function createVideoStore(db: Database) {
  const withChannel = () =>
    db
      .select({ video: videos, channel: channels })
      .from(videos)
      .innerJoin(channels, eq(channels.id, videos.channelId))
      .$dynamic();

  return {
    async find(videoId: string): Promise<VideoWithChannel | undefined> {
      return (await withChannel().where(eq(videos.id, videoId)).limit(1))[0];
    },

    async renditionsOf(videoId: string, generation: string): Promise<RenditionRow[]> {
      return db
        .select()
        .from(renditions)
        .where(and(eq(renditions.videoId, videoId), eq(renditions.generation, generation)))
        .orderBy(asc(renditions.height));
    },

    async update(videoId: string, changes: VideoChanges): Promise<void> {
      await db.update(videos).set(changes).where(eq(videos.id, videoId));
    },

    /** Published public videos, newest first, that come after `after`. */
    async listNewest(page: { limit: number; after: Position | null; now: Date }): Promise<VideoWithChannel[]> {
      const { after, now } = page;
      return withChannel()
        .where(
          and(
            // Literals and a row value, so that SQLite can use the partial index `videos_newest_public`.
            sql`${videos.visibility} = 'public' and ${videos.playable} = 1`,
            or(isNull(videos.publishAt), lte(videos.publishAt, now)),
            after === null
              ? undefined
              : sql`(${videos.createdAt}, ${videos.id}) < (${after.createdAt.getTime()}, ${after.videoId})`,
          ),
        )
        .orderBy(desc(videos.createdAt), desc(videos.id))
        .limit(page.limit);
    },
  };
}
