import type { HistoryEntry } from '../../shared/contracts/history.ts';
import { AppError } from '../../shared/errors.ts';
import type { SignedIn } from '../policy/who.ts';
import { findVisibleVideo } from '../videos/find-visible-video.ts';
import type { HistoryDeps } from './deps.ts';
import { presentEntry } from './list-history.ts';

/** How far the actor came in a video they may see. Throws `not_found`, also when they never watched it. */
export async function getEntry(deps: HistoryDeps, actor: SignedIn, videoId: string): Promise<HistoryEntry> {
  const video = await findVisibleVideo(deps.videos, actor, videoId);
  const row = await deps.history.find(actor.userId, videoId);
  if (!row) throw new AppError('not_found', 'this video is not in your history');
  return presentEntry(row, video);
}
