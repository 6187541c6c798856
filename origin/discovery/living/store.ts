import { and, eq } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { channels, users, videos } from '../../../shared/schema/index.ts';
import { inJson, isPublicVideo } from '../../search/store.ts';
import type { VideoWithChannel } from '../../videos/store.ts';

export type LivingVideos = ReturnType<typeof createLivingVideos>;

export function createLivingVideos(db: Database) {
  return {
    /** Those of `videoIds` that everyone may see at this moment, in no order. */
    async publicVideos(videoIds: readonly string[], now: Date): Promise<VideoWithChannel[]> {
      if (videoIds.length === 0) return [];
      return db
        .select({ video: videos, channel: channels })
        .from(videos)
        .innerJoin(channels, eq(channels.id, videos.channelId))
        .innerJoin(users, eq(users.id, videos.ownerId))
        .where(and(inJson(videos.id, videoIds), isPublicVideo(now)));
    },
  };
}
