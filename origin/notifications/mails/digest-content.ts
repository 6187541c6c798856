import { cleanComment } from '../../../shared/comments/clean-comment.ts';
import type { Notification } from '../../../shared/contracts/notifications.ts';
import { english, sayIn, type Words } from '../../../shared/messages/catalogue.ts';
import { type Locale, locales } from '../../../shared/messages/locales.ts';
import { translations } from '../../../shared/messages/translations.ts';
import { describeNotification } from '../../../shared/notifications/describe-notification.ts';
import { escapeHtml, type MailContent } from '../../mail/mail-content.ts';

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
  const say = sayIn(wordsOf(locale));
  const { host } = new URL(publicUrl);
  const lines = notifications.map((notification) => {
    const { text, href } = describeNotification(notification, say);
    return { text: inOneLine(text), url: href && `${publicUrl}${href}` };
  });
  const subject = say('mails.subject', { count: notifications.length, host });
  const intro = say('mails.intro', { host });
  const more = hasMore ? [say('mails.more', { host })] : [];
  const ways = [
    { text: say('mails.choose'), url: `${publicUrl}/studio/notifications` },
    { text: say('mails.stop'), url: unsubscribeUrl },
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
  const root = `<html lang="${locale}" dir="${locales[locale].dir}">`;
  const head = `<meta charset="utf-8"><title>${escapeHtml(subject)}</title>`;
  return { subject, text: `${text.join('\n\n')}\n`, html: `<!doctype html>${root}${head}${html.join('')}</html>` };
}

const wordsOf = (locale: Locale): Words => (locale === 'en' ? english : { locale, catalogue: translations[locale] });

/** Without what would hide or turn round the words beside it. */
const inOneLine = (text: string) => cleanComment(text).replaceAll(/\s+/g, ' ');

function linked({ text, url }: { text: string; url: string | null }): string {
  return url === null ? escapeHtml(text) : `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;
}
