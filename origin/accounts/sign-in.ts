import type { Session, SignIn } from '../../shared/contracts/auth.ts';
import { AppError } from '../../shared/errors.ts';
import { attempting, signInSubjects } from './abuse/attempts.ts';
import type { AccountDeps, Device } from './deps.ts';
import { finishSignIn } from './finish-sign-in.ts';
import type { User } from './store.ts';

/**
 * Signs in with e-mail and password. Throws `rate_limited` for who tries too often, right or wrong, and
 * `second_factor_required` where the account has one.
 */
export async function signIn(deps: AccountDeps, input: SignIn, device: Device): Promise<Session> {
  const subjects = signInSubjects(deps, input.email, device);
  const user = await attempting(deps.attempts, subjects, () => checkPassword(deps, input));
  return finishSignIn(deps, user, device);
}

/** An unknown e-mail and a wrong password get the same answer after the same work: the password is hashed in vain. */
async function checkPassword(deps: Pick<AccountDeps, 'auth' | 'passwords'>, input: SignIn): Promise<User> {
  const { password: hasher } = await deps.auth.$context;
  const found = await deps.passwords.findByEmail(input.email.toLowerCase());
  const isRight = found
    ? await hasher.verify({ hash: found.passwordHash, password: input.password })
    : await hasher.hash(input.password).then(() => false);
  if (!found || !isRight) throw new AppError('invalid_credentials', 'the e-mail or the password is wrong');
  return found.user;
}
