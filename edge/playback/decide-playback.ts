import type { ErrorCode } from '../../shared/errors.ts';
import { siteAllowed } from './site-allowed.ts';

/** What the policy needs to know of a video. */
export type PolicyVideo = {
  ownerId: string;
  ownerSuspended: boolean;
  visibility: 'public' | 'unlisted' | 'private';
  /** User ids that may see the video though it is private. */
  sharedWith: readonly string[];
  takenDown: 'no' | 'by a moderator' | 'by law';
  playable: boolean;
  generation: string | null;
  ageRestricted: boolean;
  geoAllow: readonly string[];
  geoDeny: readonly string[];
  /** Hosts that may embed the video, `*.` in front for all below one; an empty list allows every site. */
  embedDomains: readonly string[];
  publishAtMs: number | null;
};

/** Null is an anonymous viewer. */
export type Viewer = {
  userId: string;
  /** `shortHash` of the user id, as playback tokens carry it. */
  hash: string;
  adult: boolean;
  /** Moderators and admins: they review what was taken down. */
  staff: boolean;
  suspended: boolean;
} | null;

export type PlaybackFacts = {
  country: string | null;
  nowMs: number;
  /** Host of the other site whose page asks or embeds, '' where that hides its name; null on this host's own pages. */
  site?: string | null;
};

export type RefusalCode = Extract<
  ErrorCode,
  | 'account_suspended'
  | 'not_found'
  | 'taken_down'
  | 'unavailable_for_legal_reasons'
  | 'geo_blocked'
  | 'age_restricted'
  | 'embed_forbidden'
  | 'video_not_playable'
>;

export type PlaybackDecision =
  | {
      allow: true;
      generation: string;
      /** Anyone anywhere may watch, so that nothing but the link is needed. */
      open: boolean;
      /** The country that the decision rests on; null where none plays a part. */
      country: string | null;
      /** True when the list of sites that may embed was asked. */
      siteMatters: boolean;
    }
  | { allow: false; code: RefusalCode };

/**
 * May this viewer play this video now? Denies by default. Whoever may not know that a video exists gets the answer for
 * a missing one. An unknown country fails every country rule, an unnamed site every list of sites.
 */
export function decidePlayback(video: PolicyVideo | null, viewer: Viewer, facts: PlaybackFacts): PlaybackDecision {
  if (viewer?.suspended) return deny('account_suspended');
  if (!video) return deny('not_found');
  const isOwner = viewer !== null && viewer.userId === video.ownerId;
  const isStaff = viewer?.staff === true;
  const isShared = viewer !== null && video.sharedWith.includes(viewer.userId);
  const isListed = video.visibility === 'public' || video.visibility === 'unlisted';
  const isPublished = video.publishAtMs === null || video.publishAtMs <= facts.nowMs;
  if (!isOwner && !((isListed || (video.visibility === 'private' && isShared)) && isPublished))
    return deny('not_found');
  if (video.ownerSuspended && !isStaff) return deny('not_found');
  if (video.takenDown === 'by law' && !isStaff) return deny('unavailable_for_legal_reasons');
  if (video.takenDown !== 'no' && !isStaff) return deny(isOwner ? 'taken_down' : 'not_found');

  const hasCountryRule = !isOwner && video.geoAllow.length + video.geoDeny.length > 0;
  if (hasCountryRule && !countryAllowed(video, facts.country)) return deny('geo_blocked');
  if (!isOwner && video.ageRestricted && viewer?.adult !== true) return deny('age_restricted');
  const siteMatters = video.embedDomains.length > 0;
  const site = facts.site ?? null;
  if (siteMatters && site !== null && !siteAllowed(site, video.embedDomains)) return deny('embed_forbidden');
  if (!video.playable || video.generation === null) return deny('video_not_playable');
  return {
    allow: true,
    generation: video.generation,
    open:
      video.visibility === 'public' &&
      video.takenDown === 'no' &&
      !video.ownerSuspended &&
      isPublished &&
      !video.ageRestricted &&
      !siteMatters &&
      video.geoAllow.length + video.geoDeny.length === 0,
    country: hasCountryRule ? facts.country : null,
    siteMatters,
  };
}

function deny(code: RefusalCode): PlaybackDecision {
  return { allow: false, code };
}

/** The deny list wins; an empty allow list allows every country. */
function countryAllowed(video: PolicyVideo, country: string | null): boolean {
  if (country === null || video.geoDeny.includes(country)) return false;
  return video.geoAllow.length === 0 || video.geoAllow.includes(country);
}
