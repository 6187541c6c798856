import type { AuditActor } from '../../audit/audit-actor.ts';
import { noteAs } from '../../audit/note-as.ts';
import { mailContents } from '../../mail/mail-content.ts';
import { refuseDisposable } from '../abuse/disposable-mail.ts';
import { confirmPassword } from '../password/confirm-password.ts';
import { hashSecretToken, newSecretToken } from '../secret-tokens.ts';
import { type LinkDeps, newLink, verifyValidHours } from './deps.ts';

/**
 * Begins the change to another address, which takes effect once that one is confirmed. An address that somebody else
 * has is answered the same. Throws `invalid_credentials`.
 */
export async function changeEmail(
  deps: LinkDeps,
  by: AuditActor & { userId: string },
  input: { email: string; password: string },
): Promise<void> {
  if (deps.refuseDisposableMail) refuseDisposable(input.email);
  await deps.refuseErased(input.email);
  const user = await confirmPassword(deps, by.userId, input.password);
  const now = deps.clock();
  const token = newSecretToken();
  const { publicUrl, mailer } = deps;
  const email = input.email.toLowerCase();
  const content = mailContents.verifyEmail({ publicUrl, token, validHours: verifyValidHours });
  const mail = await mailer.compose({ id: user.id, email }, content, now);
  const note = await mailer.compose(user, mailContents.emailChangeAsked({ publicUrl }), now);
  const link = newLink('change_email', hashSecretToken(token), now, verifyValidHours);
  await deps.links.sendChange({ ...link, userId: by.userId, email }, mail, note, noteAs(deps, by));
  mailer.committed(note);
}
