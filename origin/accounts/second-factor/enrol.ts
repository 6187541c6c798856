import type { Enrolment } from '../../../shared/contracts/second-factor.ts';
import { AppError } from '../../../shared/errors.ts';
import { mailContents } from '../../mail/mail-content.ts';
import type { Asker } from '../asker.ts';
import type { LinkDeps } from '../links/deps.ts';
import { confirmIdentity } from '../password/confirm-identity.ts';
import { securityNote } from '../security-note.ts';
import { guessing } from './check-code.ts';
import { hashRecoveryCode, newRecoveryCode, recoveryCodeCount } from './recovery-codes.ts';
import { openSecret, sealSecret } from './sealed-secret.ts';
import { newTotpSecret, totpStep, totpUri } from './totp.ts';

/** A secret for an authenticator app, which asks for nothing until it is confirmed. Throws `conflict` when one is on. */
export async function enrolSecondFactor(deps: LinkDeps, asker: Asker, password?: string): Promise<Enrolment> {
  const user = await confirmIdentity(deps, asker, password);
  const secret = newTotpSecret();
  const sealed = await sealSecret(deps.keys.sealing, user.id, secret);
  if (!(await deps.secondFactors.enrol(user.id, sealed, deps.clock())))
    throw new AppError('conflict', 'a second factor is on; turn it off to set up another app');
  return { secret, uri: totpUri(secret, { issuer: new URL(deps.publicUrl).hostname, account: user.username }) };
}

/**
 * Turns it on with the first code of the app, signs all other devices out and answers the recovery codes, which nobody
 * sees again. Throws `conflict`, `second_factor_invalid`.
 */
export async function confirmSecondFactor(deps: LinkDeps, asker: Asker, code: string): Promise<string[]> {
  const [user, factor] = await Promise.all([deps.store.findUser(asker.userId), deps.secondFactors.find(asker.userId)]);
  if (!user || !factor || factor.confirmedAt) throw nothingToConfirm();
  const secret = await openSecret(deps.keys.sealing, user.id, factor.sealedSecret);
  const step = await guessing(deps, user.id, asker.device, async () =>
    totpStep(secret, code.replaceAll(/\s/g, ''), deps.clock()),
  );
  const { codes, codeHashes } = await newRecoveryCodes(deps, user.id);
  const note = await securityNote(deps, { by: asker.by, to: user, letter: mailContents.secondFactorOn(deps) });
  const change = { ...note, keepSession: asker.sessionId };
  const { sealedSecret } = factor;
  if (!(await deps.secondFactors.confirm(user.id, { sealedSecret, step, codeHashes }, change)))
    throw nothingToConfirm();
  deps.mailer.committed(note.mail);
  return codes;
}

export async function newRecoveryCodes(
  deps: Pick<LinkDeps, 'keys'>,
  userId: string,
): Promise<{ codes: string[]; codeHashes: string[] }> {
  const codes = Array.from({ length: recoveryCodeCount }, newRecoveryCode);
  const codeHashes = await Promise.all(codes.map((code) => hashRecoveryCode(deps.keys.recoveryCodes, userId, code)));
  return { codes, codeHashes };
}

const nothingToConfirm = () => new AppError('conflict', 'there is nothing to confirm: enrol first');
