import { expect, test } from 'bun:test';
import { handleSchema, isReservedHandle } from './channel-handle.ts';

test.each(['anna', 'a_b', 'news24', '123', `a${'b'.repeat(29)}`])('%s is a handle', (handle) => {
  expect(handleSchema.safeParse(handle).success).toBe(true);
});

test.each([
  ...['ab', 'Anna', '_anna', 'anna_', 'an na', 'an-na', 'an.na', '@anna', 'anna\n', `a${'b'.repeat(30)}`],
  'аnna', // Cyrillic а
  'anna\u200b',
  'ａnna',
  '0190a3f0-0000-7000-8000-000000000000',
])('%j is none', (handle) => {
  expect(handleSchema.safeParse(handle).success).toBe(false);
});

test.each(['admin', 'adm1n', 'adm_in', 'adrnin0', 'kinora', 'k1nora', 'kin0ra', 'supp0rt', 'sign_in', 'signin'])(
  '%s is the platform’s own, unless it merely has it inside',
  (handle) => {
    expect(isReservedHandle(handle)).toBe(handle !== 'adrnin0');
    expect(isReservedHandle(`${handle}fan`)).toBe(false);
  },
);
