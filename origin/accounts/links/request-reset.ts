import { mailContents } from '../../mail/mail-content.ts';
import { resetSubjects } from '../abuse/attempts.ts';
import type { Device } from '../deps.ts';
import { hashSecretToken, newSecretToken } from '../secret-tokens.ts';
import { type LinkDeps, linkLimit, newLink, resetValidHours } from './deps.ts';

/** Sends a link to choose a new password, if `email` has an account. Whether it has is neither answered nor timed. Throws `rate_limited`. */
export async function requestReset(deps: LinkDeps, email: string, device: Device): Promise<void> {
  await deps.attempts.take(resetSubjects(device));
  const now = deps.clock();
  const token = newSecretToken();
  const content = mailContents.resetPassword({ publicUrl: deps.publicUrl, token, validHours: resetValidHours });
  const mail = await deps.mailer.compose({ email: email.toLowerCase() }, content, now);
  const link = newLink('reset_password', hashSecretToken(token), now, resetValidHours);
  await deps.links.sendToOwnerOf(mail.to, { ...link, email: mail.to }, mail, linkLimit(now));
  deps.mailer.committed(mail);
}
