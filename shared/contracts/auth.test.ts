import { expect, test } from 'bun:test';
import { signInSchema, signUpSchema } from './auth.ts';

const passwordOf = (password: string) =>
  signUpSchema.safeParse({ email: 'a@example.test', username: 'anna', password }).data?.password;

test.each([
  ['8 characters of one kind', 'aaaaaaaa'],
  ['128 characters', 'x'.repeat(128)],
  ['spaces at the ends', '  spaces at the ends  '],
  ['letters of any script, and pictures', 'пароль 密碼 🐎🔋'],
])('a password of %s is taken as it is', (_, password) => {
  expect(passwordOf(password)).toBe(password);
  expect(signInSchema.parse({ email: 'a@example.test', password }).password).toBe(password);
});

test.each([
  ['7 characters', 'x'.repeat(7)],
  ['129 characters, cut off nowhere', 'x'.repeat(129)],
])('one of %s is refused', (_, password) => {
  expect(passwordOf(password)).toBeUndefined();
});

test.each([
  'a@example.test\r\nbcc: b@example.test',
  'a@example.test, b@example.test',
  'a b@example.test',
  '@example.test',
])('%p is no address', (email) => {
  expect(signUpSchema.safeParse({ email, username: 'anna', password: 'correct horse' }).success).toBe(false);
});
