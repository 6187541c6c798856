import type { Shares } from '../../shared/contracts/shares.ts';
import type { Actor } from '../policy/who.ts';
import { findOwnVideo } from '../videos/find-own-video.ts';
import type { ShareDeps } from './share-video.ts';

/** The users with whom the owner shares a video, all of them. */
export async function listShares(deps: ShareDeps, viewer: Actor, videoId: string): Promise<Shares> {
  await findOwnVideo(deps.videos, viewer, videoId);
  const shares = await deps.shares.list(videoId);
  return {
    shares: shares.map(({ username, createdAt }) => ({ username, created_at: createdAt.toISOString() })),
    next_cursor: null,
  };
}
