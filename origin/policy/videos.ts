import type { MemberRole } from '../../shared/contracts/channels.ts';
import type { Visibility } from '../../shared/contracts/videos.ts';
import { partsIn } from './channels.ts';
import type { Actor, Rules } from './who.ts';

/** On a video that the actor can see: `sightOf` comes first. */
export const videoRules = {
  'videos.list': ['anyone'],
  'videos.search': ['anyone'],
  'videos.list_own': ['signed in'],
  /** Each of them is judged by itself besides. */
  'videos.change_several': ['signed in'],
  'videos.read': ['anyone'],
  'videos.edit': ['owner', 'manager', 'editor'],
  'videos.delete': ['owner', 'manager'],
} as const satisfies Rules;

export type VideoAction = keyof typeof videoRules;

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

export type Sight = 'seen' | 'missing' | 'withheld by law';

/**
 * The owner and who works on the channel see a video always, a take-down included; others once it is published,
 * moderators also what was taken down. Geography and age do not hide what is said about a video. A missing one is seen
 * by nobody.
 */
export function sightOf(video: Viewable | undefined, actor: Actor, now: Date): Sight {
  if (!video || video.deletedAt !== null) return 'missing';
  if (partsIn(video, actor).length > 0) return 'seen';
  const isPublished = video.playable && (video.publishAt === null || video.publishAt <= now);
  if (!isPublished || (video.visibility === 'private' && !video.isShared)) return 'missing';
  if (actor?.role === 'moderator' || actor?.role === 'admin') return 'seen';
  if (video.ownerSuspended) return 'missing';
  if (video.takenDownAt === null) return 'seen';
  return video.takenDownByLaw ? 'withheld by law' : 'missing';
}
