import { AppError } from '../../shared/errors.ts';
import type { Viewer } from '../http/app-env.ts';
import { requireGoodStanding } from '../policy/accounts.ts';
import type { AccountStore } from './store.ts';

/**
 * An access token outlives a suspension, a sign-out and a change of role by minutes; for writes they count at once.
 * Resolves with the viewer as they are now. Throws `account_suspended`, `unauthenticated` when the account is gone,
 * `token_revoked` when the device was signed out.
 */
export async function requireActive(store: Pick<AccountStore, 'findStanding'>, viewer: Viewer): Promise<Viewer> {
  const found = await store.findStanding(viewer.userId, viewer.sessionId);
  if (!found) throw new AppError('unauthenticated', 'this account no longer exists');
  requireGoodStanding(found);
  if (viewer.sessionId !== null && !found.isSignedIn)
    throw new AppError('token_revoked', 'this device was signed out; sign in again');
  return viewer.apiKey ? viewer : { ...viewer, role: found.role };
}
