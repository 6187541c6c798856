import { AppError } from '../../shared/errors.ts';
import type { AuditActor } from '../audit/audit-actor.ts';
import { noteAs } from '../audit/note-as.ts';
import type { AdminDeps } from './deps.ts';

/**
 * Ends what a user may do: sign-in and writes at once, playback and everything they have published within 30 s.
 * Harmless when they are suspended already.
 */
export async function suspendUser(deps: AdminDeps, by: AuditActor, username: string): Promise<void> {
  await setSuspended(deps, by, username, true);
}

/** Takes a suspension back; the user signs in again, and what they have published is there as before. */
export async function restoreUser(deps: AdminDeps, by: AuditActor, username: string): Promise<void> {
  await setSuspended(deps, by, username, false);
}

async function setSuspended(deps: AdminDeps, by: AuditActor, username: string, isSuspended: boolean): Promise<void> {
  if ((await deps.store.setSuspended(username, isSuspended, deps.clock(), noteAs(deps, by))) === 'missing')
    throw new AppError('not_found', 'there is no such user');
}
