import type { Session } from '../../../shared/contracts/auth.ts';
import type { SecondStep } from '../../../shared/contracts/second-factor.ts';
import { challengeInvalid } from '../challenges/new-challenge.ts';
import type { Device } from '../deps.ts';
import type { LinkDeps } from '../links/deps.ts';
import { requireEntry } from '../require-entry.ts';
import { hashSecretToken } from '../secret-tokens.ts';
import { beginSession } from '../sessions/begin-session.ts';
import { checkCode } from './check-code.ts';

/**
 * Ends a sign-in that was answered `second_factor_required`. A wrong code leaves the challenge, a right one uses it up.
 * Throws `challenge_invalid`, `second_factor_invalid`, `rate_limited`, and as `requireEntry` does.
 */
export async function takeSecondStep(deps: LinkDeps, input: SecondStep, device: Device): Promise<Session> {
  const tokenHash = hashSecretToken(input.challenge);
  const challenge = await deps.challenges.find(tokenHash, 'second_factor', deps.clock());
  const user = challenge?.userId ? await deps.store.findUser(challenge.userId) : undefined;
  if (!user) throw challengeInvalid();
  await checkCode(deps, user, input.code, device);
  if (!(await deps.challenges.take(tokenHash, 'second_factor', deps.clock()))) throw challengeInvalid();
  await requireEntry(deps, user);
  return beginSession(deps, user, device);
}
