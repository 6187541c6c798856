export type MailContent = { subject: string; text: string; html: string };

type Sayings = { subject: string; lines: readonly string[]; link?: { label: string; url: string } };

/** How long each link works is said in the mail, in hours. */
export type LinkMail = { publicUrl: string; token: string; validHours: number };

const ifNotYou =
  'If it was not you, choose a new password on the sign-in page now and sign out everywhere on your account page.';

/**
 * What Kinora writes to people about their accounts. Nothing of what users typed is in them, not even a name: a mail must not carry anybody's
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
  accountExists: ({ publicUrl }: { publicUrl: string }) =>
    compose({
      subject: 'You have an account already',
      lines: [
        `Somebody gave this address for a new account on ${publicUrl}, where it has one. Sign in, or choose a new password:`,
        'If it was not you, ignore this mail: nothing changes.',
      ],
      link: { label: 'Go to the sign-in page', url: `${publicUrl}/account/sign-in` },
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
  secondFactorOn: ({ publicUrl }: { publicUrl: string }) =>
    compose({
      subject: 'Signing in now asks for a code',
      lines: [
        `An authenticator app was set up for your account on ${publicUrl}, and all other devices were signed out.`,
        ifNotYou,
      ],
    }),
  secondFactorOff: ({ publicUrl }: { publicUrl: string }) =>
    compose({
      subject: 'Signing in no longer asks for a code',
      lines: [
        `The authenticator app of your account on ${publicUrl} was removed, and other devices were signed out.`,
        ifNotYou,
      ],
    }),
  recoveryCodeUsed: ({ publicUrl }: { publicUrl: string }) =>
    compose({
      subject: 'A recovery code was used',
      lines: [`A recovery code of your account on ${publicUrl} was used. It does not work again.`, ifNotYou],
    }),
  recoveryCodesRenewed: ({ publicUrl }: { publicUrl: string }) =>
    compose({
      subject: 'You have new recovery codes',
      lines: [`New recovery codes were made for your account on ${publicUrl}. The old ones no longer work.`, ifNotYou],
    }),
  passkeyAdded: ({ publicUrl }: { publicUrl: string }) =>
    compose({
      subject: 'A passkey was added to your account',
      lines: [`A new passkey can sign in to your account on ${publicUrl} from now on.`, ifNotYou],
    }),
  passkeyRemoved: ({ publicUrl }: { publicUrl: string }) =>
    compose({
      subject: 'A passkey was removed from your account',
      lines: [`A passkey can no longer sign in to your account on ${publicUrl}.`, ifNotYou],
    }),
  identityLinked: ({ publicUrl }: { publicUrl: string }) =>
    compose({
      subject: 'An account elsewhere was linked to yours',
      lines: [`An account at another provider can sign in to your account on ${publicUrl} from now on.`, ifNotYou],
    }),
  identityUnlinked: ({ publicUrl }: { publicUrl: string }) =>
    compose({
      subject: 'An account elsewhere was unlinked from yours',
      lines: [`An account at another provider can no longer sign in to your account on ${publicUrl}.`, ifNotYou],
    }),
  exportReady: ({ publicUrl }: { publicUrl: string }) =>
    compose({
      subject: 'The archive of your data is ready',
      lines: [
        `The archive of what ${publicUrl} holds about you is ready. It is removed after seven days.`,
        `Download it from your account page, signed in. ${ifNotYou}`,
      ],
    }),
  erasureAsked: ({ publicUrl, token, dueDay }: { publicUrl: string; token: string; dueDay: string }) =>
    compose({
      subject: 'Your account is about to be erased',
      lines: [
        `Your account on ${publicUrl} is locked, and it is erased with everything in it on ${dueDay}. To keep it, open the link:`,
        'The link works once, until that day. If you want the account to go, ignore this mail: no other follows.',
      ],
      link: { label: 'Keep the account', url: linkTo(publicUrl, 'keep', token) },
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

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
