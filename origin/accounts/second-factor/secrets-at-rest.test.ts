import { beforeAll, expect, test } from 'bun:test';
import { toBase64Url } from '../../../shared/base64url.ts';
import { type AccountKeys, deriveAccountKeys } from '../account-keys.ts';
import { hashRecoveryCode, newRecoveryCode } from './recovery-codes.ts';
import { openSecret, sealSecret } from './sealed-secret.ts';

const newKeys = () => deriveAccountKeys(toBase64Url(crypto.getRandomValues(new Uint8Array(32))));
let keys: AccountKeys;
beforeAll(async () => {
  keys = await newKeys();
});

test('a sealed secret opens for its user under its key, and says nothing about itself', async () => {
  const sealed = await sealSecret(keys.sealing, 'anna', 'JBSWY3DPEHPK3PXP');
  expect(await openSecret(keys.sealing, 'anna', sealed)).toBe('JBSWY3DPEHPK3PXP');
  expect(await sealSecret(keys.sealing, 'anna', 'JBSWY3DPEHPK3PXP')).not.toBe(sealed);
  expect(openSecret(keys.sealing, 'ben', sealed)).rejects.toThrow();
  expect(openSecret((await newKeys()).sealing, 'anna', sealed)).rejects.toThrow();
  const [head, , ...rest] = sealed.split('.');
  const changed = [head, '', ...rest.slice(0, 1), `${rest[1]?.slice(0, -2)}AA`, ...rest.slice(2)].join('.');
  expect(openSecret(keys.sealing, 'anna', changed)).rejects.toThrow();
});

test('a recovery code is known however it is typed, by its user and under its key alone', async () => {
  const hash = await hashRecoveryCode(keys.recoveryCodes, 'anna', '7k10f-0xq4d');
  for (const typed of ['7K10F-0XQ4D', '7k10f 0xq4d', ' 7kiof0xq4d ', '7klOf-oxq4d'])
    expect(await hashRecoveryCode(keys.recoveryCodes, 'anna', typed)).toBe(hash);
  expect(await hashRecoveryCode(keys.recoveryCodes, 'ben', '7k10f-0xq4d')).not.toBe(hash);
  expect(await hashRecoveryCode((await newKeys()).recoveryCodes, 'anna', '7k10f-0xq4d')).not.toBe(hash);
});

test('recovery codes are ten characters that cannot be mistaken for each other', () => {
  for (const code of Array.from({ length: 50 }, newRecoveryCode))
    expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);
});
