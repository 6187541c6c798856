import { describe, expect, test } from 'bun:test';
import { fromBase64Url, toBase64Url } from './base64url.ts';

describe('base64url', () => {
  // RFC 4648 §10, without padding.
  test.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ])('%j is %j', (plain, encoded) => {
    const bytes = new TextEncoder().encode(plain);
    expect(toBase64Url(bytes)).toBe(encoded);
    expect(fromBase64Url(encoded)).toEqual(bytes);
  });

  test('every byte survives, in the URL-safe alphabet', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(toBase64Url(bytes)).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
  });

  test.each(['Zg==', 'Zm9v+A', 'Zm9v/A', 'Zm 9v', 'Zm9vY', 'Z', 'Zm9v\n', 'Zé', 'Zm9v.'])(
    '%j is not base64url',
    (wrong) => {
      expect(fromBase64Url(wrong)).toBeNull();
    },
  );

  test('bytes have one spelling: stray trailing bits are refused', () => {
    expect(fromBase64Url('Zg')).not.toBeNull();
    for (const twin of ['Zh', 'Zn', 'Zv', 'Zm9', 'Zm-']) expect(fromBase64Url(twin)).toBeNull();
  });
});
