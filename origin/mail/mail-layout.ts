import { type Locale, locales } from '../../shared/messages/locales.ts';

export type MailContent = { subject: string; text: string; html: string };

/** A mail's two parts as one: paragraphs of plain text, and the same in HTML, in the direction of their language. */
export function layOut(
  locale: Locale,
  subject: string,
  parts: { text: readonly string[]; html: readonly string[] },
): MailContent {
  const root = `<html lang="${locale}" dir="${locales[locale].dir}">`;
  const head = `<meta charset="utf-8"><title>${escapeHtml(subject)}</title>`;
  const html = `<!doctype html>${root}${head}${parts.html.join('')}</html>`;
  return { subject, text: `${parts.text.join('\n\n')}\n`, html };
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** `text` where there is nothing to lead to. */
export function linked({ text, url }: { text: string; url: string | null }): string {
  return url === null ? escapeHtml(text) : `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;
}
