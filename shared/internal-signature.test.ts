import { beforeAll, expect, test } from 'bun:test';
import { toBase64Url } from './base64url.ts';
import { createInternalSigner, type InternalSigner, SIGNATURE_WINDOW_SEC } from './internal-signature.ts';

const internalKey = toBase64Url(new Uint8Array(32).fill(1));
const nowMs = 1_800_000_000_000;
const path = '/internal/rooms/aaaaaaaaaaa/publish';
let signer: InternalSigner;
let header: string;
beforeAll(async () => {
  signer = await createInternalSigner(internalKey, 'rooms');
  header = await signer.sign(path, '{}', nowMs);
});

test('a signature holds for its path and body, at either end of the window', async () => {
  for (const offsetSec of [-SIGNATURE_WINDOW_SEC, 0, SIGNATURE_WINDOW_SEC])
    expect(await signer.verify(path, '{}', header, nowMs + offsetSec * 1000)).toBe(true);
});

test('not for another path, body, time, purpose or key', async () => {
  expect(await signer.verify(`${path}x`, '{}', header, nowMs)).toBe(false);
  expect(await signer.verify(path, '{ }', header, nowMs)).toBe(false);
  for (const offsetSec of [-SIGNATURE_WINDOW_SEC - 1, SIGNATURE_WINDOW_SEC + 1])
    expect(await signer.verify(path, '{}', header, nowMs + offsetSec * 1000)).toBe(false);
  const later = header.replace(/t=\d+/, `t=${nowMs / 1000 + 30}`);
  expect(await signer.verify(path, '{}', later, nowMs)).toBe(false);
  const others = [
    await createInternalSigner(internalKey, 'views'),
    await createInternalSigner(toBase64Url(new Uint8Array(32).fill(2)), 'rooms'),
  ];
  for (const other of others) expect(await other.verify(path, '{}', header, nowMs)).toBe(false);
});

test.each([null, '', 't=1,v1=', `t=${nowMs / 1000}`, `v1=${'A'.repeat(43)}`, 't=1800000000,v1=null'])(
  '%p is no signature',
  async (wrong) => {
    expect(await signer.verify(path, '{}', wrong, nowMs)).toBe(false);
  },
);

test.each(['null', 'undefined', '', 'AAAA', '!'])('%p is no key', async (key) => {
  await expect(createInternalSigner(key, 'rooms')).rejects.toThrow(TypeError);
});
