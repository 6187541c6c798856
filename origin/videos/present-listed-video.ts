import type { ListedVideo } from '../../shared/contracts/listed-video.ts';
import type { VideoWithChannel } from './store.ts';

export function presentListedVideo({ video, channel }: VideoWithChannel): ListedVideo {
  return {
    video_id: video.id,
    title: video.title,
    duration_sec: video.durationSec,
    view_count: video.viewCount,
    channel: { channel_id: channel.id, handle: channel.handle, name: channel.name },
    created_at: video.createdAt.toISOString(),
  };
}
