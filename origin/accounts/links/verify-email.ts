import { AppError } from '../../../shared/errors.ts';
import type { NoteAudit } from '../../audit/note-as.ts';
import { mailContents } from '../../mail/mail-content.ts';
import type { Addressee } from '../../mail/mailer.ts';
import type { NewMail } from '../../mail/store.ts';
import { confirmSignUp } from '../pending-sign-ups/confirm-sign-up.ts';
import { hashSecretToken, newSecretToken } from '../secret-tokens.ts';
import { type LinkDeps, linkInvalid, linkLimit, newLink, verifyValidHours } from './deps.ts';
import type { LinkRow } from './store.ts';

/** A link that proves the address of an account, and the mail with it; the caller stores both. */
export async function composeVerification(
  deps: Pick<LinkDeps, 'mailer' | 'publicUrl'>,
  user: Addressee & { id: string },
  now: Date,
): Promise<{ link: LinkRow & { userId: string }; mail: NewMail }> {
  const token = newSecretToken();
  const content = mailContents.verifyEmail({ publicUrl: deps.publicUrl, token, validHours: verifyValidHours });
  const mail = await deps.mailer.compose(user, content, now);
  const link = newLink('verify_email', hashSecretToken(token), now, verifyValidHours);
  return { link: { ...link, userId: user.id, email: user.email }, mail };
}

/** Sends that link again. Harmless when the address is confirmed. Throws `rate_limited`. */
export async function resendVerification(deps: LinkDeps, userId: string): Promise<void> {
  const user = await deps.store.findUser(userId);
  if (!user || user.emailVerified) return;
  const now = deps.clock();
  const { link, mail } = await composeVerification(deps, user, now);
  if (!(await deps.links.send(link, mail, linkLimit(now))))
    throw new AppError('rate_limited', 'the mail was sent several times; look for it, or try again in an hour', {
      headers: { 'retry-after': '3600' },
    });
  deps.mailer.committed(mail);
}

/**
 * Confirms an address, the change to a new one, or a sign-up, with the token from its mail. Throws `link_invalid`,
 * `email_taken`, `username_taken`.
 */
export async function verifyEmail(
  deps: LinkDeps,
  auditFor: (userId: string) => NoteAudit,
  token: string,
): Promise<void> {
  if (await deps.links.confirmEmail(hashSecretToken(token), deps.clock(), auditFor)) return;
  if (!(await confirmSignUp(deps, token))) throw linkInvalid();
}
