import { AppError } from '../../../shared/errors.ts';
import { mailContents } from '../../mail/mail-content.ts';
import { attempting, signInSubjects } from '../abuse/attempts.ts';
import type { Device } from '../deps.ts';
import type { LinkDeps } from '../links/deps.ts';
import type { User } from '../store.ts';
import { hashRecoveryCode } from './recovery-codes.ts';
import { openSecret } from './sealed-secret.ts';
import { totpStep } from './totp.ts';

/** Takes a code of the app or a recovery code, each once. Throws `second_factor_invalid`, `rate_limited`. */
export async function checkCode(deps: LinkDeps, user: User, typed: string, device: Device): Promise<void> {
  const code = typed.replaceAll(/\s/g, '');
  const take = /^\d{6}$/.test(code) ? takeAppCode : takeRecoveryCode;
  await guessing(deps, user.id, device, async () => ((await take(deps, user, code)) ? code : null));
}

/** What `check` finds. Six digits are soon guessed: whoever tries is slowed down like whoever tries passwords. */
export function guessing<T>(
  deps: LinkDeps,
  userId: string,
  device: Device,
  check: () => Promise<T | null>,
): Promise<T> {
  return attempting(deps.attempts, signInSubjects(deps, `second factor of ${userId}`, device), async () => {
    const found = await check();
    if (found === null) throw secondFactorInvalid();
    return found;
  });
}

async function takeAppCode(deps: LinkDeps, user: User, code: string): Promise<boolean> {
  const factor = await deps.secondFactors.find(user.id);
  if (!factor?.confirmedAt) return false;
  const secret = await openSecret(deps.keys.sealing, user.id, factor.sealedSecret);
  const step = totpStep(secret, code, deps.clock());
  return step !== null && deps.secondFactors.takeStep(user.id, step);
}

async function takeRecoveryCode(deps: LinkDeps, user: User, code: string): Promise<boolean> {
  const hash = await hashRecoveryCode(deps.keys.recoveryCodes, user.id, code);
  const note = await deps.mailer.compose(user, mailContents.recoveryCodeUsed(deps), deps.clock());
  const isTaken = await deps.secondFactors.takeRecoveryCode(user.id, hash, note);
  if (isTaken) deps.mailer.committed(note);
  return isTaken;
}

const secondFactorInvalid = () =>
  new AppError('second_factor_invalid', 'this code is wrong, or was used before; wait for the next one of the app');
