import type { Rating, VideoRating } from '../../shared/contracts/ratings.ts';
import { AppError } from '../../shared/errors.ts';
import { requireMay } from '../policy/may.ts';
import type { Actor, SignedIn } from '../policy/who.ts';
import { findVisibleAccess, type VideoDeps } from '../videos/find-visible-video.ts';
import type { RatingStore } from './store.ts';

export type RatingDeps = {
  videos: VideoDeps;
  ratings: RatingStore;
  /** Tells the rooms of changed counts, a moment later. */
  wakeRatings: () => void;
  clock: () => Date;
};

/** Likes or dislikes a video that the actor sees, or takes that back with `null`; doing so again changes nothing. */
export async function rateVideo(
  deps: RatingDeps,
  actor: SignedIn,
  videoId: string,
  rating: Rating | null,
): Promise<VideoRating> {
  requireMay(actor, 'ratings.set', [], 'sign in to rate videos');
  await findVisibleAccess(deps.videos, actor, videoId);
  const outcome = await deps.ratings.rate({ videoId, userId: actor.userId, rating, now: deps.clock() });
  if (!outcome) throw gone();
  deps.wakeRatings();
  return outcome;
}

/** How a video is taken, and what the actor makes of it. */
export async function readRating(deps: RatingDeps, actor: Actor, videoId: string): Promise<VideoRating> {
  await findVisibleAccess(deps.videos, actor, videoId);
  const rating = await deps.ratings.read(videoId, actor?.userId ?? null);
  if (!rating) throw gone();
  return rating;
}

const gone = () => new AppError('not_found', 'there is no such video');
