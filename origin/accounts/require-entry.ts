import type { AccountLeaving } from '../../shared/contracts/privacy.ts';
import { AppError } from '../../shared/errors.ts';
import { requireGoodStanding } from '../policy/accounts.ts';
import { newChallenge } from './challenges/new-challenge.ts';
import type { AccountDeps } from './deps.ts';
import { newSecretToken } from './secret-tokens.ts';
import type { User } from './store.ts';

/**
 * Asked at the end of every way in, of who has proved who they are. Throws `account_suspended`, and `account_leaving` with
 * the day and a challenge that has the mail to keep the account sent again.
 */
export async function requireEntry(
  deps: Pick<AccountDeps, 'erasures' | 'challenges' | 'clock'>,
  user: User,
): Promise<void> {
  const erasure = user.suspendedAt === null ? undefined : await deps.erasures.find(user.id);
  if (!erasure) return requireGoodStanding(user);
  let challenge: string | null = null;
  if (erasure.step === null) {
    challenge = newSecretToken();
    await deps.challenges.add(newChallenge('keep_account', challenge, { userId: user.id }, deps.clock()));
  }
  throw new AppError('account_leaving', 'this account is about to be erased: POST /auth/keep-account/mail', {
    details: { due_at: erasure.dueAt.toISOString(), challenge } satisfies AccountLeaving,
  });
}
