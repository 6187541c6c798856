import type { TakeDown } from '../../shared/contracts/admin.ts';
import { AppError } from '../../shared/errors.ts';
import type { AuditActor } from '../audit/audit-actor.ts';
import { noteAs } from '../audit/note-as.ts';
import type { AdminDeps } from './deps.ts';

/** Withholds a video from everyone but moderators; its owner is told the reason. Sessions that play it end within 30 s. */
export async function takeDownVideo(deps: AdminDeps, by: AuditActor, videoId: string, input: TakeDown): Promise<void> {
  const why = { reason: input.reason ?? null, byLaw: input.by_law };
  if ((await deps.store.takeDown(videoId, why, deps.clock(), noteAs(deps, by))) === 'missing')
    throw new AppError('not_found', 'there is no such video');
}

/** Gives a video back to those who could watch it before. Harmless when it was not taken down. */
export async function restoreVideo(deps: AdminDeps, by: AuditActor, videoId: string): Promise<void> {
  if ((await deps.store.restore(videoId, deps.clock(), noteAs(deps, by))) === 'missing')
    throw new AppError('not_found', 'there is no such video');
}
