import type { TakeDown } from '../../shared/contracts/admin.ts';
import { AppError } from '../../shared/errors.ts';
import type { AdminDeps } from './deps.ts';

/** Withholds a video from everyone but moderators; its owner is told the reason. Sessions that play it end within 30 s. */
export async function takeDownVideo(deps: AdminDeps, videoId: string, input: TakeDown): Promise<void> {
  const why = { reason: input.reason ?? null, byLaw: input.by_law };
  if ((await deps.store.takeDown(videoId, why, deps.clock())) === 'missing')
    throw new AppError('not_found', 'there is no such video');
}

/** Gives a video back to those who could watch it before. Harmless when it was not taken down. */
export async function restoreVideo(deps: AdminDeps, videoId: string): Promise<void> {
  if ((await deps.store.restore(videoId, deps.clock())) === 'missing')
    throw new AppError('not_found', 'there is no such video');
}
