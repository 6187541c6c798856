import type { AuditActor } from '../../audit/audit-actor.ts';
import { noteAs } from '../../audit/note-as.ts';
import { mailContents } from '../../mail/mail-content.ts';
import { refuseBreached } from '../abuse/breached-passwords.ts';
import type { LinkDeps } from '../links/deps.ts';
import { confirmPassword } from './confirm-password.ts';

/** Changes the password of someone who knows it, and signs all their other devices out. Throws `invalid_credentials`. */
export async function changePassword(
  deps: LinkDeps,
  by: AuditActor,
  viewer: { userId: string; sessionId: string | null },
  input: { current_password: string; new_password: string },
): Promise<void> {
  const user = await confirmPassword(deps, viewer.userId, input.current_password);
  await refuseBreached(deps.isBreached, input.new_password);
  const { password: hasher } = await deps.auth.$context;
  const passwordHash = await hasher.hash(input.new_password);
  const now = deps.clock();
  const note = await deps.mailer.compose(user, mailContents.passwordChanged(deps), now);
  await deps.passwords.change(user.id, passwordHash, note, { now, keepSession: viewer.sessionId }, noteAs(deps, by));
  deps.mailer.committed(note);
}
