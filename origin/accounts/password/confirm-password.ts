import { AppError } from '../../../shared/errors.ts';
import { type AttemptDeps, attempting, signInSubjects } from '../abuse/attempts.ts';
import type { Auth } from '../auth.ts';
import type { User } from '../store.ts';
import type { PasswordStore } from './store.ts';

/**
 * The user, when `password` is theirs: asked before what a borrowed device must not do. Throws `invalid_credentials`,
 * and `rate_limited` for who guesses.
 */
export function confirmPassword(
  deps: AttemptDeps & { auth: Auth; passwords: PasswordStore },
  userId: string,
  password: string,
): Promise<User> {
  const subjects = signInSubjects(deps, userId, { address: null, userAgent: null });
  return attempting(deps.attempts, subjects, async () => {
    const found = await deps.passwords.find(userId);
    const { password: hasher } = await deps.auth.$context;
    if (!found || !(await hasher.verify({ hash: found.passwordHash, password })))
      throw new AppError('invalid_credentials', 'the password is wrong');
    return found.user;
  });
}
