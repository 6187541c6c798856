import { AppError } from '../../../shared/errors.ts';
import { mailContents } from '../../mail/mail-content.ts';
import type { Asker } from '../asker.ts';
import type { LinkDeps } from '../links/deps.ts';
import { confirmIdentity } from '../password/confirm-identity.ts';
import { securityNote } from '../security-note.ts';
import type { User } from '../store.ts';
import { checkCode } from './check-code.ts';
import { newRecoveryCodes } from './enrol.ts';

type Proof = { password?: string | undefined; code: string };

/** For who knows the password and has the app, and signs all other devices out. Throws `second_factor_invalid`. */
export async function turnOffSecondFactor(deps: LinkDeps, asker: Asker, proof: Proof): Promise<void> {
  const user = await confirmBoth(deps, asker, proof);
  const note = await securityNote(deps, { by: asker.by, to: user, letter: mailContents.secondFactorOff(deps) });
  if (await deps.secondFactors.remove(user.id, 'disabled', { ...note, keepSession: asker.sessionId }))
    deps.mailer.committed(note.mail);
}

/** Ten new codes; the old ones work no more. Throws `second_factor_invalid`. */
export async function renewRecoveryCodes(deps: LinkDeps, asker: Asker, proof: Proof): Promise<string[]> {
  const user = await confirmBoth(deps, asker, proof);
  const { codes, codeHashes } = await newRecoveryCodes(deps, user.id);
  const letter = mailContents.recoveryCodesRenewed(deps);
  const note = await securityNote(deps, { by: asker.by, to: user, letter });
  await deps.secondFactors.renewRecoveryCodes(user.id, codeHashes, note);
  deps.mailer.committed(note.mail);
  return codes;
}

async function confirmBoth(deps: LinkDeps, asker: Asker, proof: Proof): Promise<User> {
  const user = await confirmIdentity(deps, asker, proof.password);
  if (!(await deps.secondFactors.isOn(user.id))) throw new AppError('conflict', 'there is no second factor');
  await checkCode(deps, user, proof.code, asker.device);
  return user;
}
