import { AppError } from '../../shared/errors.ts';
import { sightOf } from '../policy/videos.ts';
import type { Actor } from '../policy/who.ts';
import type { VideoForViewer, VideoStore } from './store.ts';

export type VideoDeps = { store: VideoStore; clock: () => Date };

/** Throws `not_found` for a missing video and one the viewer may not see alike. */
export async function findVisibleVideo(deps: VideoDeps, viewer: Actor, videoId: string): Promise<VideoForViewer> {
  const found = await deps.store.findFor(videoId, viewer?.userId ?? null);
  const sight = sightOf(found && { ...found, ...found.video }, viewer, deps.clock());
  if (sight === 'withheld by law')
    throw new AppError('unavailable_for_legal_reasons', 'this video may not be shown for legal reasons');
  if (!found || sight !== 'seen') throw new AppError('not_found', 'there is no such video');
  return found;
}
