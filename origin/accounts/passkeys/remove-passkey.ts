import { AppError } from '../../../shared/errors.ts';
import { mailContents } from '../../mail/mail-content.ts';
import type { Asker } from '../asker.ts';
import { securityNote } from '../security-note.ts';
import type { PasskeyDeps } from './deps.ts';

/** Throws `not_found`, and `last_way_in` when it is that. */
export async function removePasskey(deps: PasskeyDeps, asker: Asker, passkeyId: string): Promise<void> {
  const user = await deps.store.findUser(asker.userId);
  if (!user) throw new AppError('unauthenticated', 'this account no longer exists');
  const note = await securityNote(deps, { by: asker.by, to: user, letter: mailContents.passkeyRemoved(deps) });
  if (!(await deps.passkeys.remove(passkeyId, user.id, note))) throw noSuchPasskey();
  deps.mailer.committed(note.mail);
}

export const noSuchPasskey = () => new AppError('not_found', 'there is no such passkey');
