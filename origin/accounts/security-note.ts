import type { AuditActor } from '../audit/audit-actor.ts';
import { type NoteAudit, noteAs } from '../audit/note-as.ts';
import type { Letter } from '../mail/mail-content.ts';
import type { Addressee } from '../mail/mailer.ts';
import type { NewMail } from '../mail/store.ts';
import type { LinkDeps } from './links/deps.ts';

/** What goes with a change of what protects an account: a mail to its owner, and a line in the audit log. */
export type SecurityNote = { mail: NewMail; audit: NoteAudit; now: Date };

export async function securityNote(
  deps: Pick<LinkDeps, 'mailer' | 'recordAudit' | 'clock'>,
  of: { by: AuditActor; to: Addressee; letter: Letter },
): Promise<SecurityNote> {
  const now = deps.clock();
  return { mail: await deps.mailer.compose(of.to, of.letter, now), audit: noteAs(deps, of.by), now };
}
