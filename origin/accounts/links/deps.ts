import { AppError } from '../../../shared/errors.ts';
import type { AuditingDeps } from '../../audit/note-as.ts';
import type { Mailer } from '../../mail/mailer.ts';
import type { AccountDeps } from '../deps.ts';
import type { PendingSignUpStore } from '../pending-sign-ups/store.ts';
import type { LinkRow, LinkStore } from './store.ts';

export type LinkDeps = AccountDeps &
  AuditingDeps & {
    links: LinkStore;
    pendingSignUps: PendingSignUpStore;
    /** Accounts are made once their address is confirmed. */
    confirmSignUps: boolean;
    mailer: Mailer;
    publicUrl: string;
  };

const hourMs = 3_600_000;
export const verifyValidHours = 48;
export const resetValidHours = 2;

/** At most so many mails of a kind to one person in an hour. */
export const linkLimit = (now: Date) => ({ since: new Date(now.getTime() - hourMs), links: 5 });

export function newLink<Purpose extends LinkRow['purpose']>(
  purpose: Purpose,
  tokenHash: string,
  now: Date,
  validHours: number,
) {
  return { tokenHash, purpose, createdAt: now, expiresAt: new Date(now.getTime() + validHours * hourMs) };
}

export const linkInvalid = () =>
  new AppError('link_invalid', 'this link has been used or has expired; ask for another one');
