import type { CommentPolicy } from '../../shared/contracts/comments.ts';
import type { Actor } from '../policy/who.ts';
import { findOwnVideo } from '../videos/find-own-video.ts';
import type { CommentDeps } from './deps.ts';

/** Whether a video takes comments. Those that are there are hidden while it is `off`, and shown again after. */
export async function setCommentPolicy(
  deps: CommentDeps,
  actor: Actor,
  videoId: string,
  policy: CommentPolicy,
): Promise<void> {
  await findOwnVideo(deps.videos, actor, videoId, 'videos.edit');
  await deps.store.setPolicy(videoId, policy, deps.clock());
}
