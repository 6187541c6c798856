import { formatsOf } from '../format.ts';
import { letters as ar } from './ar/letters.ts';
import { letters as en } from './en/letters.ts';
import { type Locale, locales } from './locales.ts';
import { fillIn, type Translation, type Values, type ValuesOf } from './message.ts';

type English = typeof en;
export type LetterKey = keyof English;

/** The words of mails, apart from the catalogue: pages and their scripts have no use for them. */
export const letters: Record<Locale, Translation<English>> = { en, ar };

/** The text of a mail's key in one language. */
export type SayLetter = <Key extends LetterKey>(key: Key, values: ValuesOf<English[Key]>) => string;

export function sayLettersIn(locale: Locale): SayLetter {
  const formats = formatsOf(locales[locale].formats);
  return (key, values: Values) => fillIn(letters[locale][key], values, formats);
}
