import { expect, test } from 'bun:test';
import { type Locale, locales } from '../../shared/messages/locales.ts';
import { mailContents } from './mail-content.ts';

const link = {
  ...{ publicUrl: 'https://video.example', token: 'a"b<c&d', validHours: 2 },
  dueAt: new Date('2030-01-02T03:04:05Z'),
};
const languages = Object.keys(locales) as Locale[]; // its own keys
const all = Object.values(mailContents).map((make) => make(link));

test('a mail says the same as text and as HTML, with the token safe in its link', () => {
  const { subject, text, html } = mailContents.resetPassword(link)('en');
  const url = 'https://video.example/account/reset-password?token=a%22b%3Cc%26d';
  expect(subject).toBe('Choose a new password');
  expect(text.split('\n\n')[1]).toBe(url);
  expect(html).toContain(`<a href="${url}">Choose a password</a>`);
  expect(text).toContain('within 2 hours');
});

test('a mail is in the language of its reader, from right to left where that is so', () => {
  const { subject, text, html } = mailContents.resetPassword(link)('ar');
  expect(subject).toBe('اختيار كلمة مرور جديدة');
  expect(text).toContain('خلال ساعتين');
  expect(html).toStartWith('<!doctype html><html lang="ar" dir="rtl">');
  expect(mailContents.erasureAsked(link)('ar').text).toContain('2 يناير 2030');
  expect(mailContents.erasureAsked(link)('en').text).toContain('on January 2, 2030.');
});

test('none loads anything or runs anything', () => {
  for (const letter of all)
    for (const language of languages)
      expect(letter(language).html).not.toMatch(/<script|<img|<link|<style|src=|javascript:/i);
});

test('nothing has a place in a subject, and no place is left open in a text', () => {
  for (const letter of all)
    for (const language of languages) {
      expect(letter(language).subject).toMatch(/^[\p{L}\p{M} ,-]+$/u);
      expect(letter(language).text).not.toMatch(/[{}]|undefined/);
    }
});
