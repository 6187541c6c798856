import { keepMailSubjects } from '../../accounts/abuse/attempts.ts';
import { challengeInvalid } from '../../accounts/challenges/new-challenge.ts';
import type { AccountDeps, Device } from '../../accounts/deps.ts';
import { hashSecretToken, newSecretToken } from '../../accounts/secret-tokens.ts';
import { erasureAskedMail, type RequestErasureDeps } from './request-erasure.ts';

/**
 * Sends the link that keeps an account once more, to whoever a sign-in was answered `account_leaving`; the one before no
 * longer works. Throws `challenge_invalid`, `rate_limited`.
 */
export async function mailKeepLink(
  deps: RequestErasureDeps & Pick<AccountDeps, 'attempts' | 'challenges'>,
  input: { challenge: string },
  device: Device,
): Promise<void> {
  const now = deps.clock();
  const challengeHash = hashSecretToken(input.challenge);
  const userId = (await deps.challenges.find(challengeHash, 'keep_account', now))?.userId;
  if (!userId) throw challengeInvalid();
  await deps.attempts.take(keepMailSubjects(userId, device));
  if (!(await deps.challenges.take(challengeHash, 'keep_account', now))) throw challengeInvalid();
  const [user, erasure] = await Promise.all([deps.erasures.findUser({ id: userId }), deps.erasures.find(userId)]);
  if (!user || !erasure) throw challengeInvalid();
  const token = newSecretToken();
  const mail = await erasureAskedMail(deps, user, token, erasure.dueAt);
  if (!(await deps.erasures.renewLink(userId, hashSecretToken(token), mail))) throw challengeInvalid();
  deps.mailer.committed(mail);
}
