import { type ShareLinks, type SharePlatform, sharePlatforms } from '../../../shared/contracts/ratings.ts';
import type { Actor } from '../../policy/who.ts';
import { findVisibleAccess, findVisibleVideo, type VideoDeps } from '../../videos/find-visible-video.ts';
import { shareLink } from './share-links.ts';
import type { ShareCountStore } from './store.ts';

export type SharingDeps = { videos: VideoDeps; shareCounts: ShareCountStore; publicUrl: string; clock: () => Date };

/** Where a video can be shared to, and how often it was. Throws `not_found`. */
export async function listShareLinks(deps: SharingDeps, actor: Actor, videoId: string): Promise<ShareLinks> {
  const { video } = await findVisibleVideo(deps.videos, actor, videoId);
  const counts = await deps.shareCounts.countsOf(videoId);
  const links = sharePlatforms.map((platform) => ({
    platform,
    url: shareLink(platform, { videoId, title: video.title }, deps.publicUrl),
    share_count: counts.get(platform) ?? 0,
  }));
  return { links, next_cursor: null };
}

/** Counts that a session has shared a video; doing so again changes nothing. Throws `not_found`. */
export async function countShare(
  deps: SharingDeps,
  actor: Actor,
  videoId: string,
  { platform, sessionId }: { platform: SharePlatform; sessionId: string },
): Promise<void> {
  await findVisibleAccess(deps.videos, actor, videoId);
  await deps.shareCounts.add(videoId, platform, sessionId, deps.clock());
}
