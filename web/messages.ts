import { formatsOf } from '../shared/format.ts';
import type { AreaName, KeysOf, Say } from '../shared/messages/catalogue.ts';
import { isLocale, locales } from '../shared/messages/locales.ts';
import { fillIn, type Message, type Values } from '../shared/messages/message.ts';

const { lang } = document.documentElement;

/** How the page's language writes numbers and times. */
export const formats = formatsOf(isLocale(lang) ? locales[lang].formats : lang || 'en');

let messages: Record<string, Message> | undefined;

/** The page's own copy of a message. A page names the areas that its scripts speak of (`<Messages>`, edge/pages). */
export const say: Say = (key, ...[values]) => fillIn(known()[key] ?? key, (values ?? {}) as Values, formats);

/** `area.name` where the page has such a message: for names that come from elsewhere, as error codes do. */
export function keyIn<Name extends AreaName>(area: Name, name: string): KeysOf<Name> | null {
  const key = `${area}.${name}`;
  return Object.hasOwn(known(), key) ? (key as KeysOf<Name>) : null; // it is there
}

function known(): Record<string, Message> {
  messages ??= Object.assign(
    {},
    ...[...document.querySelectorAll('script[data-messages]')].map((each) => JSON.parse(each.textContent ?? '{}')),
  ) as Record<string, Message>; // as `messagesOf` wrote it
  return messages;
}
