import { AppError } from '../../shared/errors.ts';
import { sightOf } from '../policy/videos.ts';
import type { Actor } from '../policy/who.ts';
import type { VideoAccess } from './access/store.ts';
import type { VideoForViewer, VideoStore } from './store.ts';

export type VideoDeps = { store: VideoStore; clock: () => Date };

/** Throws `not_found` for a missing video and one the viewer may not see alike. */
export async function findVisibleVideo(deps: VideoDeps, viewer: Actor, videoId: string): Promise<VideoForViewer> {
  return requireSight(await deps.store.findFor(videoId, viewer?.userId ?? null), viewer, deps.clock());
}

/** As `findVisibleVideo`, for who needs no more of the video than decides it. */
export async function findVisibleAccess(deps: VideoDeps, viewer: Actor, videoId: string): Promise<VideoAccess> {
  return requireSight(await deps.store.accessFor(videoId, viewer?.userId ?? null), viewer, deps.clock());
}

/** `found`, where the viewer sees it; else throws as `findVisibleVideo` does. */
export function requireSight<Found extends VideoAccess>(
  found: Found | null | undefined,
  viewer: Actor,
  now: Date,
): Found {
  const sight = sightOf(found ? { ...found, ...found.video } : undefined, viewer, now);
  if (sight === 'withheld by law')
    throw new AppError('unavailable_for_legal_reasons', 'this video may not be shown for legal reasons');
  if (!found || sight !== 'seen') throw new AppError('not_found', 'there is no such video');
  return found;
}
