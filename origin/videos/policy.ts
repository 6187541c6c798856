import type { AccessTokenClaims } from '../../shared/contracts/auth.ts';
import type { MemberRole } from '../../shared/contracts/channels.ts';
import type { Visibility } from '../../shared/contracts/videos.ts';

export type Viewable = {
  ownerId: string;
  visibility: Visibility;
  playable: boolean;
  publishAt: Date | null;
  takenDownAt: Date | null;
  takenDownByLaw: boolean;
  deletedAt: Date | null;
  ownerSuspended: boolean;
  /** The asking viewer is on the video's list. */
  isShared: boolean;
  /** The asking viewer's part in the channel, unless they own it. */
  memberRole: MemberRole | null;
};

/** Null is an anonymous viewer. */
export type Asking = { userId: string; role?: AccessTokenClaims['role'] } | null;

export type Sight = 'seen' | 'missing' | 'withheld by law';

/**
 * The owner and who works on the channel see a video always, a take-down included; others once it is published, moderators also what was taken
 * down. Geography and age do not hide what is said about a video. A missing one is seen by nobody.
 */
export function sightOf(video: Viewable | undefined, viewer: Asking, now: Date): Sight {
  if (!video || video.deletedAt !== null) return 'missing';
  if (viewer !== null && (viewer.userId === video.ownerId || video.memberRole !== null)) return 'seen';
  const isPublished = video.playable && (video.publishAt === null || video.publishAt <= now);
  if (!isPublished || (video.visibility === 'private' && !video.isShared)) return 'missing';
  if (viewer?.role === 'moderator' || viewer?.role === 'admin') return 'seen';
  if (video.ownerSuspended) return 'missing';
  if (video.takenDownAt === null) return 'seen';
  return video.takenDownByLaw ? 'withheld by law' : 'missing';
}
