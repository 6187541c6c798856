import type { Video } from '../../shared/contracts/videos.ts';
import type { VideoWithChannel } from './store.ts';

type Shown =
  | 'id'
  | 'title'
  | 'description'
  | 'tags'
  | 'category'
  | 'language'
  | 'visibility'
  | 'codecs'
  | 'status'
  | 'playable'
  | 'ageRestricted'
  | 'geoAllow'
  | 'geoDeny'
  | 'embedDomains'
  | 'takenDownAt'
  | 'takenDownReason'
  | 'takenDownByLaw'
  | 'publishAt'
  | 'durationSec'
  | 'width'
  | 'height'
  | 'viewCount'
  | 'likeCount'
  | 'dislikeCount'
  | 'createdAt';

/** What of a video, and of its channel, is shown. */
export type PresentedVideo = {
  video: Pick<VideoWithChannel['video'], Shown>;
  channel: Pick<VideoWithChannel['channel'], 'id' | 'handle' | 'name' | 'codecs'>;
};

/** A video as the API shows it. */
export function presentVideo({ video, channel }: PresentedVideo): Video {
  return {
    video_id: video.id,
    title: video.title,
    description: video.description,
    tags: video.tags,
    category: video.category,
    language: video.language,
    visibility: video.visibility,
    codecs: video.codecs ?? channel.codecs,
    status: video.status,
    playable: video.playable,
    age_restricted: video.ageRestricted,
    geo_allow: video.geoAllow,
    geo_deny: video.geoDeny,
    embed_domains: video.embedDomains,
    taken_down:
      video.takenDownAt === null
        ? null
        : {
            since: video.takenDownAt.toISOString(),
            reason: video.takenDownReason,
            by_law: video.takenDownByLaw,
          },
    publish_at: video.publishAt?.toISOString() ?? null,
    duration_sec: video.durationSec,
    width: video.width,
    height: video.height,
    view_count: video.viewCount,
    like_count: video.likeCount,
    dislike_count: video.dislikeCount,
    channel: { channel_id: channel.id, handle: channel.handle, name: channel.name },
    created_at: video.createdAt.toISOString(),
  };
}
