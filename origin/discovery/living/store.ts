import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { channels, users, videos } from '../../../shared/schema/index.ts';
import { rowsAsText } from '../../search/rows-as-text/store.ts';
import { inJson, isPublicVideo } from '../../search/store.ts';

export type LivingVideos = ReturnType<typeof createLivingVideos>;

/** Hundreds of rows are asked for, of which lists show and ranking weighs little. */
const videoText = rowsAsText({
  ...{ id: videos.id, channelId: videos.channelId, title: videos.title, durationSec: videos.durationSec },
  ...{ viewCount: videos.viewCount, likeCount: videos.likeCount, dislikeCount: videos.dislikeCount },
  ...{ publishAt: videos.publishAt, createdAt: videos.createdAt },
});
const channelText = rowsAsText({ id: channels.id, handle: channels.handle, name: channels.name });

export type LivingVideo = { video: ReturnType<typeof videoText.read>; channel: ReturnType<typeof channelText.read> };

export function createLivingVideos(db: Database) {
  return {
    /** Those of `videoIds` that everyone may see at this moment, in no order. */
    async publicVideos(videoIds: readonly string[], now: Date): Promise<LivingVideo[]> {
      if (videoIds.length === 0) return [];
      const { rows } = await db.get<{ rows: string }>(sql`
        select json_group_array(json_array(${videoText.asJson}, ${channelText.asJson})) as rows
        from ${videos} inner join ${channels} on ${channels.id} = ${videos.channelId}
        inner join ${users} on ${users.id} = ${videos.ownerId}
        where ${inJson(videos.id, videoIds)} and ${isPublicVideo(now)}`);
      const found = JSON.parse(rows) as [of: unknown[], by: unknown[]][]; // as the statement makes them
      return found.map(([of, by]) => ({ video: videoText.read(of), channel: channelText.read(by) }));
    },
  };
}
