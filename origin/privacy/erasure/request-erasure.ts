import type { Erasure } from '../../../shared/contracts/privacy.ts';
import { AppError } from '../../../shared/errors.ts';
import { hashSecretToken, newSecretToken } from '../../accounts/secret-tokens.ts';
import type { AuditActor } from '../../audit/audit-actor.ts';
import { type AuditingDeps, noteAs } from '../../audit/note-as.ts';
import { mailContents } from '../../mail/mail-content.ts';
import type { Addressee, Mailer } from '../../mail/mailer.ts';
import type { NewMail } from '../../mail/store.ts';
import type { ErasureStore } from './store.ts';

export type RequestErasureDeps = AuditingDeps & {
  erasures: ErasureStore;
  mailer: Mailer;
  publicUrl: string;
  graceMs: number;
  wakeErasure: () => void;
};

/**
 * Locks an account at once: sign-ins, API keys and archives under way end, playback within 30 s, and nobody sees what it
 * has published. It is erased after the grace period. Throws `not_found`, `conflict` when it is locked already.
 */
export async function requestErasure(
  deps: RequestErasureDeps,
  by: AuditActor,
  who: { id: string } | { username: string },
): Promise<Erasure> {
  const user = await deps.erasures.findUser(who);
  if (!user) throw new AppError('not_found', 'there is no such user');
  const now = deps.clock();
  const dueAt = new Date(now.getTime() + deps.graceMs);
  const token = newSecretToken();
  const mail = await erasureAskedMail(deps, user, token, dueAt);
  const row = { userId: user.id, cancelHash: hashSecretToken(token), createdAt: now, dueAt };
  await deps.erasures.request(row, mail, noteAs(deps, by));
  deps.mailer.committed(mail);
  if (deps.graceMs === 0) deps.wakeErasure();
  return { due_at: dueAt.toISOString() };
}

/** Tells on which day an account goes, with the link that keeps it. */
export function erasureAskedMail(
  { mailer, publicUrl, clock }: RequestErasureDeps,
  to: Addressee,
  token: string,
  dueAt: Date,
): Promise<NewMail> {
  return mailer.compose(to, mailContents.erasureAsked({ publicUrl, token, dueAt }), clock());
}

/** Gives an account back to whoever has the link of the mail. Throws `link_invalid`. */
export async function keepAccount(
  deps: RequestErasureDeps,
  actorFor: (userId: string) => AuditActor,
  token: string,
): Promise<void> {
  const by = { cancelHash: hashSecretToken(token) };
  if ((await deps.erasures.cancel(by, deps.clock(), (userId) => noteAs(deps, actorFor(userId)))) === null)
    throw new AppError('link_invalid', 'this link has been used, or it is too late');
}

/** The same on behalf of an operator. Throws `not_found`, `conflict` when it is too late. */
export async function cancelErasure(deps: RequestErasureDeps, by: AuditActor, username: string): Promise<void> {
  const user = await deps.erasures.findUser({ username });
  if (!user) throw new AppError('not_found', 'there is no such user');
  if ((await deps.erasures.cancel({ userId: user.id }, deps.clock(), () => noteAs(deps, by))) === null)
    throw new AppError('conflict', 'this account is not about to be erased, or it is too late');
}
