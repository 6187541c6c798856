import { expect, test } from 'bun:test';
import { relyingPartyOf } from './relying-party.ts';

test('passkeys belong to the host of the public URL, and to its origin', () => {
  expect(relyingPartyOf('https://kinora.test')).toEqual({ id: 'kinora.test', origin: 'https://kinora.test' });
  expect(relyingPartyOf('http://localhost:8787')).toEqual({ id: 'localhost', origin: 'http://localhost:8787' });
});

test('an IP address has none', () => {
  for (const url of ['http://127.0.0.1:8787', 'https://[::1]:8787']) expect(relyingPartyOf(url)).toBeNull();
});
