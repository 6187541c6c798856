import type { ListedVideo } from '../../shared/contracts/listed-video.ts';
import type { VideoWithChannel } from './store.ts';

/** What of a video's rows a list shows. */
type ListedRows = {
  video: Pick<VideoWithChannel['video'], 'id' | 'title' | 'durationSec' | 'viewCount' | 'createdAt'>;
  channel: Pick<VideoWithChannel['channel'], 'id' | 'handle' | 'name'>;
};

export function presentListedVideo({ video, channel }: ListedRows): ListedVideo {
  return {
    video_id: video.id,
    title: video.title,
    duration_sec: video.durationSec,
    view_count: video.viewCount,
    channel: { channel_id: channel.id, handle: channel.handle, name: channel.name },
    created_at: video.createdAt.toISOString(),
  };
}
