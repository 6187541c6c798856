import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import type { AuditActor } from '../../audit/audit-actor.ts';
import { mailContents } from '../../mail/mail-content.ts';
import { requireGoodStanding } from '../../policy/accounts.ts';
import type { Asker } from '../asker.ts';
import { securityNote } from '../security-note.ts';
import type { OpenidDeps } from './deps.ts';
import type { Person } from './person.ts';
import type { Trip } from './trip.ts';

/** For who is still signed in as when they set out. Throws `token_revoked`, `account_suspended`, `identity_taken`. */
export async function linkIdentity(
  deps: OpenidDeps,
  { userId, sessionId }: NonNullable<Trip['linkFor']>,
  person: Person,
  by: AuditActor,
): Promise<void> {
  const found = await deps.store.findSignedIn(userId, sessionId);
  if (!found?.signedInAt) throw new AppError('token_revoked', 'this device was signed out; sign in again');
  requireGoodStanding(found.user);
  const now = deps.clock();
  const note = await securityNote(deps, { by, to: found.user, letter: mailContents.identityLinked(deps) });
  const { issuer, subject, email } = person;
  const identity = { id: newId(), issuer, subject, userId, email, createdAt: now, lastUsedAt: now };
  if (await deps.identities.link(identity, note)) deps.mailer.committed(note.mail);
}

/** Throws `not_found`, and `last_way_in` when it is that. */
export async function unlinkIdentity(deps: OpenidDeps, asker: Asker, identityId: string): Promise<void> {
  const user = await deps.store.findUser(asker.userId);
  if (!user) throw new AppError('unauthenticated', 'this account no longer exists');
  const note = await securityNote(deps, { by: asker.by, to: user, letter: mailContents.identityUnlinked(deps) });
  if (!(await deps.identities.unlink(identityId, user.id, note)))
    throw new AppError('not_found', 'there is no such linked account');
  deps.mailer.committed(note.mail);
}
