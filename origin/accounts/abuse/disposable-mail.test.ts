import { expect, test } from 'bun:test';
import { disposableDomains, isDisposable } from './disposable-mail.ts';

test.each<[string, boolean]>([
  ['a@mailinator.com', true],
  ['a@MAILINATOR.com', true],
  ['a@inbox.mailinator.com', true],
  ['mailinator.com@example.org', false],
  ['a@notmailinator.com', false],
  ['a@mailinator.com.example.org', false],
  ['a@com', false],
])('%s is disposable: %p', (email, expected) => {
  expect(isDisposable(email)).toBe(expected);
});

test('the list is of domains in lower case', () => {
  for (const domain of disposableDomains) expect(domain).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
});
