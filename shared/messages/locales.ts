/** The languages of the interface. A new one: its line here, and a folder beside `en/` with the same keys. */
export const locales = {
  en: { name: 'English', dir: 'ltr', formats: 'en' },
  // Latin digits, as beside them stand times and counts that have no others.
  ar: { name: 'العربية', dir: 'rtl', formats: 'ar-u-nu-latn' },
} as const;

export type Locale = keyof typeof locales;

export const DEFAULT_LOCALE: Locale = 'en';

export function isLocale(tag: string | null | undefined): tag is Locale {
  return tag !== null && tag !== undefined && Object.hasOwn(locales, tag);
}

/**
 * The best of our languages for an `Accept-Language` header (RFC 9110 clause 12.5.4), by lookup on the primary subtag;
 * English where none fits.
 */
export function acceptedLocale(header: string | null | undefined): Locale {
  const ranges = (header ?? '')
    .slice(0, 500)
    .split(',')
    .flatMap((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
      const weight = parameters.map((each) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(each)?.[1]).find(Boolean);
      return [{ language: tag.split('-')[0], weight: Number(weight ?? 1) }];
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  return ranges.map(({ language }) => language).find(isLocale) ?? DEFAULT_LOCALE;
}
