import type { HistoryEntry } from '../../shared/contracts/history.ts';
import { AppError } from '../../shared/errors.ts';
import type { SignedIn } from '../policy/who.ts';
import { findVisibleVideo } from '../videos/find-visible-video.ts';
import type { HistoryDeps } from './deps.ts';
import { getEntry } from './get-entry.ts';
import { isUnfinishedAt } from './progress.ts';

/** Remembers where the actor is in a video they may see. Throws `not_found`, and `conflict` while their history is paused. */
export async function putEntry(
  deps: HistoryDeps,
  actor: SignedIn,
  videoId: string,
  positionSec: number,
): Promise<HistoryEntry> {
  const { video } = await findVisibleVideo(deps.videos, actor, videoId);
  const atSec = Math.min(positionSec, video.durationSec ?? positionSec);
  const isKept = await deps.history.put({
    ...{ userId: actor.userId, videoId, positionSec: atSec, watchedAt: deps.clock() },
    isUnfinished: isUnfinishedAt(atSec, video.durationSec),
  });
  if (!isKept) throw new AppError('conflict', 'your history is paused; resume it first');
  return getEntry(deps, actor, videoId);
}
