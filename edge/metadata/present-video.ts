import type { Video } from '../../shared/contracts/videos.ts';
import { createSharedJson, type SharedJson } from '../http/shared-json.ts';
import type { EdgeVideo, VideoCounts } from './store.ts';

/** A video as origin's API shows it to those who have no part in it, byte for byte. */
export function presentVideo(video: EdgeVideo, counts: VideoCounts): Video {
  return {
    video_id: video.videoId,
    title: video.title,
    description: video.description,
    tags: [...video.tags],
    category: video.category,
    language: video.language,
    visibility: video.visibility,
    codecs: [...video.codecs],
    status: video.status,
    playable: video.playable,
    age_restricted: video.ageRestricted,
    geo_allow: [...video.geoAllow],
    geo_deny: [...video.geoDeny],
    embed_domains: [...video.embedDomains],
    taken_down: null, // else nobody but its own people and moderators sees it, and origin answers them
    publish_at: video.publishAtMs === null ? null : new Date(video.publishAtMs).toISOString(),
    duration_sec: video.durationSec,
    width: video.width,
    height: video.height,
    view_count: counts.viewCount,
    like_count: counts.likeCount,
    dislike_count: counts.dislikeCount,
    channel: { channel_id: video.channel.channelId, handle: video.channel.handle, name: video.channel.name },
    created_at: new Date(video.createdAtMs).toISOString(),
  };
}

const written = new WeakMap<EdgeVideo, { counts: VideoCounts; json: SharedJson }>();

/** The same as JSON, written once for each row and reading of its counts: they go up while the row stays. */
export function videoJson(video: EdgeVideo, counts: VideoCounts): SharedJson {
  const known = written.get(video);
  if (known && sameCounts(known.counts, counts)) return known.json;
  const json = createSharedJson(presentVideo(video, counts));
  written.set(video, { counts, json });
  return json;
}

function sameCounts(one: VideoCounts, other: VideoCounts): boolean {
  const { viewCount, likeCount, dislikeCount } = other;
  return one.viewCount === viewCount && one.likeCount === likeCount && one.dislikeCount === dislikeCount;
}
