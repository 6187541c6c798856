import type { EdgeVideo } from '../../metadata/store.ts';
import { type AuthorizeDeps, currentVideo, whileBlind } from '../../playback/authorize-playback.ts';
import { decidePlayback } from '../../playback/decide-playback.ts';

/**
 * Who may be told of a video that asks for none: everybody may find one that is `listed`; one that goes `by link` is
 * described to who has its address; of `adult` ones nothing is told but that they are there.
 */
export type Sharing = 'listed' | 'by link' | 'adult' | 'no';

/** Countries play no part: whoever is told of a video is no viewer yet. */
export function sharingOf(video: EdgeVideo | null, nowMs: number): Sharing {
  const decision = decidePlayback(video && { ...video, geoAllow: [], geoDeny: [] }, null, { country: null, nowMs });
  if (!decision.allow) return decision.code === 'age_restricted' ? 'adult' : 'no';
  return video?.visibility === 'public' ? 'listed' : 'by link';
}

/** The video as it is now, with what may be told of it. Throws `unavailable` where that cannot be known. */
export async function findShared(
  videoId: string,
  deps: AuthorizeDeps & { now: () => number },
): Promise<{ video: EdgeVideo | null; sharing: Sharing }> {
  const video = await currentVideo(videoId, deps);
  const sharing = sharingOf(video, deps.now());
  if (sharing === 'by link' && deps.feed.isBlind()) throw whileBlind();
  return { video, sharing };
}
