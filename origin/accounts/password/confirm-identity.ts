import { AppError } from '../../../shared/errors.ts';
import type { AccountDeps } from '../deps.ts';
import type { User } from '../store.ts';
import { confirmPassword } from './confirm-password.ts';

/** Somebody who has just signed in elsewhere need not do so again. */
const freshForMs = 15 * 60_000;

/**
 * The user, when it is they who ask and not somebody at their device: by the password, or by having signed in just now
 * where the account has none. Throws `invalid_credentials`, `reauthentication_required`.
 */
export async function confirmIdentity(
  deps: AccountDeps,
  viewer: { userId: string; sessionId: string | null },
  password: string | undefined,
): Promise<User> {
  if (await deps.passwords.find(viewer.userId)) {
    if (password === undefined) throw new AppError('invalid_credentials', 'this asks for the password');
    return confirmPassword(deps, viewer.userId, password);
  }
  const found = await deps.store.findSignedIn(viewer.userId, viewer.sessionId);
  const sinceMs = deps.clock().getTime() - (found?.signedInAt?.getTime() ?? 0);
  if (!found || sinceMs > freshForMs)
    throw new AppError('reauthentication_required', 'sign in again first: the account has no password to ask for');
  return found.user;
}
