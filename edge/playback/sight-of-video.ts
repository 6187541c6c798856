import type { PolicyVideo, Viewer } from './decide-playback.ts';

export type Sight = 'seen' | 'missing' | 'withheld by law' | 'ask origin';

/**
 * Whether what is said about a video may be read: origin's rule, for viewers without a part in the video. Its owner, who works on
 * the channel, who is on its list and moderators see more, and origin has it. Unlike playback it is not bound to age or country.
 */
export function sightOfVideo(video: PolicyVideo | null, viewer: Viewer, nowMs: number): Sight {
  if (viewer?.suspended) return 'ask origin';
  if (!video) return 'missing';
  if (viewer && (viewer.staff || viewer.userId === video.ownerId || video.sharedWith.includes(viewer.userId)))
    return 'ask origin';
  const isPublished = video.playable && (video.publishAtMs === null || video.publishAtMs <= nowMs);
  if (!isPublished || video.visibility === 'private' || video.ownerSuspended) return 'missing';
  if (video.takenDown === 'no') return 'seen';
  return video.takenDown === 'by law' ? 'withheld by law' : 'missing';
}
