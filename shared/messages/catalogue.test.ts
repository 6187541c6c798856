import { expect, test } from 'bun:test';
import { type AreaName, english, messagesOf, sayIn, sayPartsIn, type Words } from './catalogue.ts';
import { en } from './en/index.ts';
import { letters } from './letters.ts';
import { acceptedLocale, type Locale, locales } from './locales.ts';
import type { Area, Message } from './message.ts';
import { translations } from './translations.ts';

const areas = Object.keys(en) as AreaName[]; // a value's own keys
const textsOf = (message: Message) => (typeof message === 'string' ? [message] : Object.values(message));
const everythingIn = (locale: Locale): Area => ({ ...messagesOf(wordsOf(locale), areas), ...letters[locale] });
const placesOf = (text: string) => new Set(text.match(/\{\w+\}/g) ?? []);
const wordsOf = (locale: Locale): Words => (locale === 'en' ? english : { locale, catalogue: translations[locale] });
const others = (Object.keys(locales) as Locale[]).filter((locale) => locale !== 'en'); // its own keys

test.each(others)('%s has every message of the English, with the same places and the plurals it needs', (locale) => {
  const [original, translated] = [everythingIn('en'), everythingIn(locale)];
  expect(Object.keys(translated).toSorted()).toEqual(Object.keys(original).toSorted());
  const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.toSorted();
  for (const [key, message] of Object.entries(original)) {
    const translation = translated[key] ?? '';
    const known = new Set(textsOf(message).flatMap((text) => [...placesOf(text)]));
    for (const text of textsOf(translation)) {
      expect({ key, unknown: [...placesOf(text)].filter((place) => !known.has(place)) }).toEqual({ key, unknown: [] });
      expect({ key, isEmpty: text.trim() === '' }).toEqual({ key, isEmpty: false });
    }
    const last = typeof translation === 'string' ? translation : translation.other;
    expect({ key, places: [...placesOf(last)].toSorted() }).toEqual({ key, places: [...known].toSorted() });
    if (typeof translation === 'string') continue;
    expect({ key, categories: Object.keys(translation).toSorted() }).toEqual({ key, categories });
  }
});

test('every language is in the list that pages choose from', () => {
  expect(Object.keys(translations)).toEqual(others);
});

test('values are written as the language writes them', () => {
  const views = (locale: Locale, count: number) => sayIn(wordsOf(locale))('common.views', { count, shown: count });
  expect([1, 2, 1234].map((count) => views('en', count))).toEqual(['1 view', '2 views', '1,234 views']);
  expect([2, 3, 100].map((count) => views('ar', count))).toEqual(['مشاهدتان', '3 مشاهدات', '100 مشاهدة']);
});

test('a value may be more than text', () => {
  const link = { href: '/' };
  expect(sayPartsIn(english)('common.request', { id: link })).toEqual(['Request ', link, '']);
});

test.each([
  [null, 'en'],
  ['', 'en'],
  ['de-DE,de;q=0.9', 'en'],
  ['ar-EG,ar;q=0.9,en;q=0.8', 'ar'],
  ['en-GB,en;q=0.9,ar;q=0.8', 'en'],
  ['en;q=0.2, ar;q=0.7', 'ar'],
  ['ar;q=0', 'en'],
  ['*;q=0.5, constructor', 'en'],
] as const)('Accept-Language %p is answered in %p', (header, expected) => {
  expect(acceptedLocale(header)).toBe(expected);
});
