import type { Session } from '../../shared/contracts/auth.ts';
import type { SecondFactorRequired } from '../../shared/contracts/second-factor.ts';
import { AppError } from '../../shared/errors.ts';
import { challengeTtlSec, newChallenge } from './challenges/new-challenge.ts';
import type { AccountDeps, Device } from './deps.ts';
import { requireEntry } from './require-entry.ts';
import { newSecretToken } from './secret-tokens.ts';
import { beginSession } from './sessions/begin-session.ts';
import type { User } from './store.ts';

/**
 * The end of every way in that proves one thing: a password, or an account elsewhere. Throws as `requireEntry` does, and
 * `second_factor_required` with a challenge where the account has a second factor.
 */
export async function finishSignIn(deps: AccountDeps, user: User, device: Device): Promise<Session> {
  await requireEntry(deps, user);
  if (!(await deps.secondFactors.isOn(user.id))) return beginSession(deps, user, device);
  const challenge = newSecretToken();
  await deps.challenges.add(newChallenge('second_factor', challenge, { userId: user.id }, deps.clock()));
  throw new AppError('second_factor_required', 'this account asks for a code too: POST /auth/sign-in/second-factor', {
    details: { challenge, expires_in: challengeTtlSec } satisfies SecondFactorRequired,
  });
}
