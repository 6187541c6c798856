import { cleanComment } from '../../../shared/comments/clean-comment.ts';
import type { Notification } from '../../../shared/contracts/notifications.ts';
import { english, sayIn, type Words } from '../../../shared/messages/catalogue.ts';
import { sayLettersIn } from '../../../shared/messages/letters.ts';
import type { Locale } from '../../../shared/messages/locales.ts';
import { translations } from '../../../shared/messages/translations.ts';
import { describeNotification } from '../../../shared/notifications/describe-notification.ts';
import { escapeHtml, layOut, linked, type MailContent } from '../../mail/mail-layout.ts';

export type Digest = {
  /** Newest first. */
  notifications: readonly Notification[];
  /** There are others besides. */
  hasMore: boolean;
  locale: Locale;
  publicUrl: string;
  unsubscribeUrl: string;
};

/**
 * Notifications in one mail, each in the sentence that the bell has for it, in its reader's language. Names and titles
 * are in it and no comment's text; the subject is ours alone.
 */
export function digestContent({ notifications, hasMore, locale, publicUrl, unsubscribeUrl }: Digest): MailContent {
  const [say, sayLetter] = [sayIn(wordsOf(locale)), sayLettersIn(locale)];
  const { host } = new URL(publicUrl);
  const lines = notifications.map((notification) => {
    const { text, href } = describeNotification(notification, say);
    return { text: inOneLine(text), url: href && `${publicUrl}${href}` };
  });
  const subject = sayLetter('digest', { count: notifications.length, host });
  const intro = sayLetter('digest_text', { host });
  const more = hasMore ? [sayLetter('digest_more', { host })] : [];
  const ways = [
    { text: sayLetter('digest_choose', {}), url: `${publicUrl}/studio/notifications` },
    { text: sayLetter('digest_stop', {}), url: unsubscribeUrl },
  ];
  const text = [
    intro,
    ...lines.map(({ text, url }) => (url === null ? `- ${text}` : `- ${text}\n  ${url}`)),
    ...more,
    ways.map(({ text, url }) => `${text}\n${url}`).join('\n'),
  ];
  const html = [
    `<p>${escapeHtml(intro)}</p>`,
    `<ul>${lines.map((line) => `<li>${linked(line)}</li>`).join('')}</ul>`,
    ...more.map((line) => `<p>${escapeHtml(line)}</p>`),
    `<p><small>${ways.map(linked).join('<br>')}</small></p>`,
  ];
  return layOut(locale, subject, { text, html });
}

const wordsOf = (locale: Locale): Words => (locale === 'en' ? english : { locale, catalogue: translations[locale] });

/** Without what would hide or turn round the words beside it. */
const inOneLine = (text: string) => cleanComment(text).replaceAll(/\s+/g, ' ');
