export type MailContent = { subject: string; text: string; html: string };

type Sayings = { subject: string; lines: readonly string[]; link?: { label: string; url: string } };

/** How long each link works is said in the mail, in hours. */
export type LinkMail = { publicUrl: string; token: string; validHours: number };

/**
 * What Kinora writes to people. Nothing of what users typed is in them, not even a name: a mail must not carry anybody's
 * words under our sender.
 */
export const mailContents = {
  verifyEmail: ({ publicUrl, token, validHours }: LinkMail) =>
    compose({
      subject: 'Confirm your e-mail address',
      lines: [
        `This address was given for an account on ${publicUrl}. Open the link to confirm that it is yours:`,
        `The link works once, within ${validHours} hours. If you did not ask for it, ignore this mail.`,
      ],
      link: { label: 'Confirm the address', url: linkTo(publicUrl, 'verify-email', token) },
    }),
  resetPassword: ({ publicUrl, token, validHours }: LinkMail) =>
    compose({
      subject: 'Choose a new password',
      lines: [
        `Somebody asked for a new password for your account on ${publicUrl}. Open the link to choose one:`,
        `The link works once, within ${validHours} hours, and signs the account out everywhere. If it was not you, ignore this mail: nothing changes.`,
      ],
      link: { label: 'Choose a password', url: linkTo(publicUrl, 'reset-password', token) },
    }),
  emailChangeAsked: ({ publicUrl }: { publicUrl: string }) =>
    compose({
      subject: 'Your e-mail address is about to change',
      lines: [
        `Somebody who knows your password asked to give your account on ${publicUrl} another e-mail address.`,
        'It changes when that address is confirmed. If it was not you, choose a new password now.',
      ],
    }),
  passwordChanged: ({ publicUrl }: { publicUrl: string }) =>
    compose({
      subject: 'Your password was changed',
      lines: [
        `The password of your account on ${publicUrl} was changed, and all other devices were signed out.`,
        'If it was not you, ask for a new password on the sign-in page now.',
      ],
    }),
} as const;

/** Pages of the web client; they send the token to the API when the person presses the button, not when a scanner looks. */
function linkTo(publicUrl: string, page: string, token: string): string {
  return `${publicUrl}/account/${page}?token=${encodeURIComponent(token)}`;
}

function compose({ subject, lines, link }: Sayings): MailContent {
  const [first = '', ...rest] = lines;
  const text = [first, ...(link ? [link.url] : []), ...rest].join('\n\n');
  const paragraphs = [
    escapeHtml(first),
    ...(link ? [`<a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a>`] : []),
    ...rest.map(escapeHtml),
  ];
  const html = `<!doctype html><meta charset="utf-8"><title>${escapeHtml(subject)}</title>${paragraphs.map((each) => `<p>${each}</p>`).join('')}`;
  return { subject, text: `${text}\n`, html };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
