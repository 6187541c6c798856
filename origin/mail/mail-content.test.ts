import { expect, test } from 'bun:test';
import { mailContents } from './mail-content.ts';

const link = { publicUrl: 'https://video.example', token: 'a"b<c&d', validHours: 2, dueDay: '2030-01-02' };

test('a mail says the same as text and as HTML, with the token safe in its link', () => {
  const { subject, text, html } = mailContents.resetPassword(link);
  const url = 'https://video.example/account/reset-password?token=a%22b%3Cc%26d';
  expect(subject).toBe('Choose a new password');
  expect(text.split('\n\n')[1]).toBe(url);
  expect(html).toContain(`<a href="${url}">Choose a password</a>`);
  expect(text).toContain('within 2 hours');
});

test('none loads anything or runs anything', () => {
  for (const { html } of [
    mailContents.verifyEmail(link),
    mailContents.resetPassword(link),
    mailContents.emailChangeAsked(link),
    mailContents.passwordChanged(link),
  ])
    expect(html).not.toMatch(/<script|<img|<link|<style|src=|javascript:/i);
});

test('no subject can carry another header', () => {
  for (const make of Object.values(mailContents))
    expect(make({ ...link, publicUrl: 'https://x.example\r\nBcc: all@example.org' }).subject).toMatch(/^[\w ,-]+$/);
});
