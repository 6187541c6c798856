import { AppError } from '../../shared/errors.ts';
import type { AdminDeps } from './deps.ts';

/**
 * Ends what a user may do: sign-in and writes at once, playback and everything they have published within 30 s.
 * Harmless when they are suspended already.
 */
export async function suspendUser(deps: AdminDeps, username: string): Promise<void> {
  await setSuspended(deps, username, true);
}

/** Takes a suspension back; the user signs in again, and what they have published is there as before. */
export async function restoreUser(deps: AdminDeps, username: string): Promise<void> {
  await setSuspended(deps, username, false);
}

async function setSuspended({ store, clock }: AdminDeps, username: string, isSuspended: boolean): Promise<void> {
  if ((await store.setSuspended(username, isSuspended, clock())) === 'missing')
    throw new AppError('not_found', 'there is no such user');
}
