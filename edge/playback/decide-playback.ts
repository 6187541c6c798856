import type { ErrorCode } from '../../shared/errors.ts';

/** What the policy needs to know of a video. */
export type PolicyVideo = {
  ownerId: string;
  visibility: 'public' | 'unlisted' | 'private';
  playable: boolean;
  generation: string | null;
  ageRestricted: boolean;
  geoAllow: readonly string[];
  geoDeny: readonly string[];
  publishAtMs: number | null;
};

/** Null is an anonymous viewer. */
export type Viewer = { userId: string; adult: boolean } | null;

export type PlaybackFacts = { country: string | null; nowMs: number };

export type PlaybackDecision =
  /** `ladderCap`: highest rendition height, 0 for none. */
  | { allow: true; generation: string; ladderCap: number }
  | { allow: false; code: Extract<ErrorCode, 'not_found' | 'geo_blocked' | 'age_restricted' | 'video_not_playable'> };

/**
 * May this viewer play this video now? Denies by default. A private or unpublished video is answered like
 * a missing one. An unknown country fails every country rule.
 */
export function decidePlayback(video: PolicyVideo | null, viewer: Viewer, facts: PlaybackFacts): PlaybackDecision {
  if (!video) return deny('not_found');
  if (viewer?.userId !== video.ownerId) {
    if (video.visibility !== 'public' && video.visibility !== 'unlisted') return deny('not_found');
    if (video.publishAtMs !== null && video.publishAtMs > facts.nowMs) return deny('not_found');
    if (!countryAllowed(video, facts.country)) return deny('geo_blocked');
    if (video.ageRestricted && viewer?.adult !== true) return deny('age_restricted');
  }
  if (!video.playable || video.generation === null) return deny('video_not_playable');
  return { allow: true, generation: video.generation, ladderCap: 0 };
}

function deny(code: Extract<PlaybackDecision, { allow: false }>['code']): PlaybackDecision {
  return { allow: false, code };
}

/** The deny list wins; an empty allow list allows every country. */
function countryAllowed(video: PolicyVideo, country: string | null): boolean {
  if (video.geoAllow.length === 0 && video.geoDeny.length === 0) return true;
  if (country === null || video.geoDeny.includes(country)) return false;
  return video.geoAllow.length === 0 || video.geoAllow.includes(country);
}
