import type { ConfirmedRequest } from '../../shared/contracts/privacy.ts';
import { AppError } from '../../shared/errors.ts';
import type { Asker } from '../accounts/asker.ts';
import type { LinkDeps } from '../accounts/links/deps.ts';
import { confirmIdentity } from '../accounts/password/confirm-identity.ts';
import { checkCode } from '../accounts/second-factor/check-code.ts';

/** Whether it is the person themselves: by all that a sign-in asks for. Throws `invalid_credentials`, `second_factor_invalid`. */
export async function confirmRequest(deps: LinkDeps, asker: Asker, proof: ConfirmedRequest): Promise<void> {
  const user = await confirmIdentity(deps, asker, proof.password);
  if (!(await deps.secondFactors.isOn(user.id))) return;
  if (proof.code === undefined) throw new AppError('second_factor_invalid', 'this account asks for a code too');
  await checkCode(deps, user, proof.code, asker.device);
}
