import type { NoteAudit } from '../../audit/note-as.ts';
import { mailContents } from '../../mail/mail-content.ts';
import { refuseBreached } from '../abuse/breached-passwords.ts';
import { type LinkDeps, linkInvalid } from '../links/deps.ts';
import { hashSecretToken } from '../secret-tokens.ts';

/** Sets a new password with the token of a reset mail, and signs the account out everywhere. Throws `link_invalid`. */
export async function resetPassword(
  deps: LinkDeps,
  auditFor: (userId: string) => NoteAudit,
  input: { token: string; password: string },
): Promise<void> {
  const tokenHash = hashSecretToken(input.token);
  const now = deps.clock();
  // Before the costly hash, so that made-up tokens are cheap for us.
  const link = await deps.links.find(tokenHash, ['reset_password'], now);
  if (link?.email == null) throw linkInvalid();
  await refuseBreached(deps.isBreached, input.password);
  const { password: hasher } = await deps.auth.$context;
  const passwordHash = await hasher.hash(input.password);
  const note = await deps.mailer.compose({ email: link.email }, mailContents.passwordChanged(deps), now);
  if (!(await deps.passwords.reset(tokenHash, passwordHash, note, now, auditFor))) throw linkInvalid();
  deps.mailer.committed(note);
}
