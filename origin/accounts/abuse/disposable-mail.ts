import { AppError } from '../../../shared/errors.ts';

/** Services that give anybody a mailbox for minutes. Their other names are countless: this stops the lazy alone. */
export const disposableDomains: ReadonlySet<string> = new Set([
  ...['10minutemail.com', '20minutemail.com', '33mail.com', 'burnermail.io', 'discard.email', 'dispostable.com'],
  ...['emailondeck.com', 'fakeinbox.com', 'getnada.com', 'grr.la', 'guerrillamail.com', 'guerrillamail.info'],
  ...['inboxkitten.com', 'mail-temp.com', 'mailcatch.com', 'maildrop.cc', 'mailinator.com', 'mailnesia.com'],
  ...['mailsac.com', 'mintemail.com', 'moakt.com', 'mohmal.com', 'mytemp.email', 'sharklasers.com', 'spamgourmet.com'],
  ...[
    'temp-mail.io',
    'temp-mail.org',
    'tempail.com',
    'tempinbox.com',
    'tempmail.dev',
    'tempr.email',
    'throwawaymail.com',
  ],
  ...['trashmail.com', 'trashmail.de', 'yopmail.com', 'yopmail.fr'],
]);

/** True for an address at one of `domains` or a name below it. */
export function isDisposable(email: string, domains: ReadonlySet<string> = disposableDomains): boolean {
  const labels = email
    .slice(email.lastIndexOf('@') + 1)
    .toLowerCase()
    .split('.');
  return labels.some((_, from) => domains.has(labels.slice(from).join('.')));
}

/** Throws `email_refused`. */
export function refuseDisposable(email: string): void {
  if (isDisposable(email))
    throw new AppError('email_refused', 'addresses of this service last for minutes only; give one that stays yours');
}
