import { AppError } from '../../shared/errors.ts';
import type { Actor } from '../policy/who.ts';
import { findOwnVideo } from '../videos/find-own-video.ts';
import type { VideoDeps } from '../videos/find-visible-video.ts';
import type { ShareStore } from './store.ts';

export type ShareDeps = { videos: VideoDeps; shares: ShareStore; clock: () => Date };

/** The edge reads the whole list with the video, so it stays short; a group is better served by an unlisted video. */
const maxShares = 200;

/** Lets another user watch a private video. Throws `not_found` for an unknown user, `conflict` when the list is full. */
export async function shareVideo(deps: ShareDeps, viewer: Actor, videoId: string, username: string): Promise<void> {
  await findOwnVideo(deps.videos, viewer, videoId);
  const userId = await findUser(deps, username);
  if (!(await deps.shares.add(videoId, userId, maxShares, deps.clock())))
    throw new AppError('conflict', `a video can be shared with ${maxShares} users; take somebody off the list first`);
}

/** Takes that back; what they are playing ends within 30 s. Harmless for a user who is not on the list. */
export async function unshareVideo(deps: ShareDeps, viewer: Actor, videoId: string, username: string): Promise<void> {
  await findOwnVideo(deps.videos, viewer, videoId);
  await deps.shares.remove(videoId, await findUser(deps, username), deps.clock());
}

async function findUser({ shares }: ShareDeps, username: string): Promise<string> {
  const userId = await shares.findUserId(username);
  if (userId === undefined) throw new AppError('not_found', 'there is no such user');
  return userId;
}
