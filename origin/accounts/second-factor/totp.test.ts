import { expect, test } from 'bun:test';
import { Secret } from 'otpauth';
import { newTotpSecret, totpStep } from './totp.ts';

// RFC 6238 appendix B, SHA-1: the last six of its eight digits.
const secret = Secret.fromUTF8('12345678901234567890').base32;
const vectors: [number, string][] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
];

test.each(vectors)('at %d seconds the code is %s', (atSec, code) => {
  expect(totpStep(secret, code, new Date(atSec * 1000))).toBe(Math.floor(atSec / 30));
});

test('a code names its own step, one before and after included, and no other', () => {
  const [atSec, code] = [1_111_111_109, '081804']; // the last second of its step
  const step = Math.floor(atSec / 30);
  const stepAt = (offsetSec: number) => totpStep(secret, code, new Date((atSec + offsetSec) * 1000));
  expect([stepAt(-59), stepAt(0), stepAt(30)]).toEqual([step, step, step]);
  expect([stepAt(-60), stepAt(31)]).toEqual([null, null]);
});

test('what is no code is none', () => {
  for (const text of ['', '28708', '2870822', 'abcdef']) expect(totpStep(secret, text, new Date(59_000))).toBeNull();
});

test('secrets are 160 bits, and never the same', () => {
  const secrets = Array.from({ length: 20 }, newTotpSecret);
  expect(new Set(secrets).size).toBe(20);
  for (const each of secrets) expect(Secret.fromBase32(each).bytes).toHaveLength(20);
});
