import { formatsOf } from '../../shared/format.ts';
import { type SayLetter, sayLettersIn } from '../../shared/messages/letters.ts';
import { type Locale, locales } from '../../shared/messages/locales.ts';
import { escapeHtml, layOut, linked, type MailContent } from './mail-layout.ts';

/** What is written to somebody, in the language that they read. */
export type Letter = (locale: Locale) => MailContent;

type Site = { publicUrl: string };
/** How long each link works is said in the mail, in hours. */
export type LinkMail = Site & { token: string; validHours: number };

type Sayings = { subject: string; lines: readonly string[]; link?: { text: string; url: string } };

/**
 * What Kinora writes to people about their accounts. Nothing of what users typed is in them, not even a name: a mail must not carry anybody's
 * words under our sender.
 */
export const mailContents = {
  verifyEmail: ({ publicUrl, token, validHours }: LinkMail) =>
    letter(publicUrl, (say, host) => ({
      subject: say('verify_email', {}),
      lines: [say('verify_email_text', { host }), say('verify_email_time', { count: validHours })],
      link: { text: say('verify_email_link', {}), url: linkTo(publicUrl, 'verify-email', token) },
    })),
  accountExists: ({ publicUrl }: Site) =>
    letter(publicUrl, (say, host) => ({
      subject: say('account_exists', {}),
      lines: [say('account_exists_text', { host }), say('nothing_changes', {})],
      link: { text: say('account_exists_link', {}), url: `${publicUrl}/account/sign-in` },
    })),
  resetPassword: ({ publicUrl, token, validHours }: LinkMail) =>
    letter(publicUrl, (say, host) => ({
      subject: say('reset_password', {}),
      lines: [
        say('reset_password_text', { host }),
        `${say('reset_password_time', { count: validHours })} ${say('nothing_changes', {})}`,
      ],
      link: { text: say('reset_password_link', {}), url: linkTo(publicUrl, 'reset-password', token) },
    })),
  emailChangeAsked: note('email_change_asked', 'email_change_asked_more'),
  passwordChanged: note('password_changed', 'password_changed_more'),
  secondFactorOn: note('second_factor_on'),
  secondFactorOff: note('second_factor_off'),
  recoveryCodeUsed: note('recovery_code_used'),
  recoveryCodesRenewed: note('recovery_codes_renewed'),
  passkeyAdded: note('passkey_added'),
  passkeyRemoved: note('passkey_removed'),
  identityLinked: note('identity_linked'),
  identityUnlinked: note('identity_unlinked'),
  exportReady: note('export_ready'),
  erasureAsked: ({ publicUrl, token, dueAt }: Site & { token: string; dueAt: Date }) =>
    letter(publicUrl, (say, host, locale) => {
      const day = formatsOf(locales[locale].formats).date(dueAt.getTime());
      return {
        subject: say('erasure_asked', {}),
        lines: [say('erasure_asked_text', { host, day }), say('erasure_asked_more', {})],
        link: { text: say('erasure_asked_link', {}), url: linkTo(publicUrl, 'keep', token) },
      };
    }),
} as const;

type NoteName =
  | 'email_change_asked'
  | 'password_changed'
  | `second_factor_${'on' | 'off'}`
  | `recovery_code${'_used' | 's_renewed'}`
  | `passkey_${'added' | 'removed'}`
  | `identity_${'linked' | 'unlinked'}`
  | 'export_ready';
type Closing = 'if_not_you' | 'email_change_asked_more' | 'password_changed_more';

/** Something happened; `closing` is what to do if it was somebody else. */
function note(name: NoteName, closing: Closing = 'if_not_you'): (site: Site) => Letter {
  return ({ publicUrl }) =>
    letter(publicUrl, (say, host) => ({
      subject: say(name, {}),
      lines: [say(`${name}_text`, { host }), say(closing, {})],
    }));
}

/** Pages of the web client; they send the token to the API when the person presses the button, not when a scanner looks. */
function linkTo(publicUrl: string, page: string, token: string): string {
  return `${publicUrl}/account/${page}?token=${encodeURIComponent(token)}`;
}

function letter(publicUrl: string, write: (say: SayLetter, host: string, locale: Locale) => Sayings): Letter {
  const { host } = new URL(publicUrl);
  return (locale) => {
    const { subject, lines, link } = write(sayLettersIn(locale), host, locale);
    const [first = '', ...rest] = lines;
    const html = [escapeHtml(first), ...(link ? [linked(link)] : []), ...rest.map(escapeHtml)];
    return layOut(locale, subject, {
      text: [first, ...(link ? [link.url] : []), ...rest],
      html: html.map((each) => `<p>${each}</p>`),
    });
  };
}
