import { beforeAll, describe, expect, test } from 'bun:test';
import { toBase64Url } from '../base64url.ts';
import { importPlaybackKeys, type PlaybackKeyRing } from './playback-keys.ts';
import { type PlaybackClaims, signPlaybackToken, verifyPlaybackToken } from './playback-token.ts';

const secret = (byte: number) => toBase64Url(new Uint8Array(32).fill(byte));
const nowSec = 1_800_000_000;
const claims: PlaybackClaims = {
  videoId: 'aB3_-xyz019',
  generations: ['lx0001', 'lx0002', 'lx0003'],
  sessionId: '0191e0e0-0000-7000-8000-000000000000',
  viewer: 'aB3_-xyz019aB3_-',
  seq: 123_456_789,
  expiresAtSec: nowSec + 3600,
  ladderCap: 1080,
  open: false,
  country: 'DE',
  network: 'cb0071',
  site: 'Zz3_-xyz019aB3_-',
};
const plain: PlaybackClaims = {
  ...claims,
  ...{ generations: ['lx0001'], viewer: null, seq: 0, ladderCap: 0, open: true },
  ...{ country: null, network: null, site: null },
};

describe('playback tokens', () => {
  let keys: PlaybackKeyRing;
  let token: string;
  beforeAll(async () => {
    keys = await importPlaybackKeys(`k2:${secret(2)},k1:${secret(1)}`);
    token = await signPlaybackToken(claims, keys);
  });

  test('say what was signed, in one path segment', async () => {
    expect(token).toMatch(/^v2\.[A-Za-z0-9._~-]+$/); // unreserved characters alone (RFC 3986 §2.3)
    expect(token.length).toBeLessThan(256);
    for (const each of [
      claims,
      plain,
      { ...plain, country: 'FR' },
      { ...plain, network: '20010db80001' },
      { ...plain, site: claims.site },
    ])
      expect(await verifyPlaybackToken(await signPlaybackToken(each, keys), keys, nowSec)).toEqual({
        ok: true,
        claims: each,
        kid: 'k2',
      });
  });

  test('end at their second', async () => {
    expect((await verifyPlaybackToken(token, keys, claims.expiresAtSec - 1)).ok).toBe(true);
    const expired = { ok: false, reason: 'expired', claims, kid: 'k2' } as const;
    expect(await verifyPlaybackToken(token, keys, claims.expiresAtSec)).toEqual(expired);
    expect(await verifyPlaybackToken(token, keys, claims.expiresAtSec + 1e6)).toEqual(expired);
  });

  test('any other character at any position is refused', async () => {
    for (let at = 0; at < token.length; at++)
      for (const character of 'A0a_-~.9/%') {
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        if (changed !== token) expect((await verifyPlaybackToken(changed, keys, nowSec)).ok).toBe(false);
      }
  });

  test('cut, doubled or padded ones are refused', async () => {
    for (let length = 0; length < token.length; length++)
      expect((await verifyPlaybackToken(token.slice(0, length), keys, nowSec)).ok).toBe(false);
    for (const changed of [`${token}A`, `${token}=`, `${token}\n`, ` ${token}`, token + token, token.toUpperCase()])
      expect(await verifyPlaybackToken(changed, keys, nowSec)).toEqual({ ok: false, reason: 'malformed' });
  });

  test("another's claims under this signature are refused", async () => {
    const other = await signPlaybackToken({ ...claims, videoId: 'other-video' }, keys);
    const spliced = other.slice(0, other.lastIndexOf('.')) + token.slice(token.lastIndexOf('.'));
    expect(await verifyPlaybackToken(spliced, keys, nowSec)).toEqual({ ok: false, reason: 'bad_signature' });
  });

  test('an older key still verifies; a removed key and a changed key do not', async () => {
    const old = await signPlaybackToken(claims, await importPlaybackKeys(`k1:${secret(1)}`));
    expect((await verifyPlaybackToken(old, keys, nowSec)).ok).toBe(true);
    const without = await importPlaybackKeys(`k2:${secret(2)}`);
    expect(await verifyPlaybackToken(old, without, nowSec)).toEqual({ ok: false, reason: 'unknown_key' });
    const replaced = await importPlaybackKeys(`k1:${secret(9)}`);
    expect(await verifyPlaybackToken(old, replaced, nowSec)).toEqual({ ok: false, reason: 'bad_signature' });
    const relabelled = token.replace('.k2.', '.k1.');
    expect(await verifyPlaybackToken(relabelled, keys, nowSec)).toEqual({ ok: false, reason: 'bad_signature' });
  });

  test('10,000 random strings are answered, never thrown at', async () => {
    let state = 42;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const alphabet = 'v2.AZaz09_~-./%\0é🎬 ';
    for (let round = 0; round < 10_000; round++) {
      // Half are noise; half are the real token with some characters replaced.
      const characters = [...(round % 2 ? token : 'x'.repeat(random(200)))];
      for (let times = 1 + random(5); times > 0; times--)
        characters[random(characters.length)] = alphabet[random(alphabet.length)] ?? '';
      const wrong = round % 2 ? characters.join('') : characters.map(() => alphabet[random(alphabet.length)]).join('');
      if (wrong !== token) expect((await verifyPlaybackToken(wrong, keys, nowSec)).ok).toBe(false);
    }
  });

  test('claims that do not fit the format are not signed', async () => {
    const wrong: Partial<PlaybackClaims>[] = [
      { videoId: 'short' },
      { videoId: 'a.b.c.d.e.f' },
      { sessionId: 'x' },
      { expiresAtSec: 0 },
      { expiresAtSec: nowSec + 0.5 },
      { ladderCap: -1 },
      { ladderCap: 0.5 },
      { generations: [] },
      { generations: ['a', 'b', 'c', 'd'] },
      { generations: ['A'] },
      { viewer: 'short' },
      { viewer: 'aB3_-xyz019aB3.1' },
      { seq: -1 },
      { country: 'de' },
      { network: '0' },
      { site: 'news.example' },
    ];
    for (const change of wrong)
      await expect(signPlaybackToken({ ...claims, ...change }, keys)).rejects.toThrow(TypeError);
  });
});

describe('playback keys', () => {
  test.each([
    '',
    'null',
    'undefined',
    'k1:null',
    'k1:undefined',
    'k1:',
    ':',
    secret(1),
    `:${secret(1)}`,
    `K1:${secret(1)}`,
    `k 1:${secret(1)}`,
    `k1:${secret(1)}=`,
    `k1:${toBase64Url(new Uint8Array(31))}`,
    `k1:${secret(1)},`,
    `k1:${secret(1)},null`,
    `k1:${secret(1)};k2:${secret(2)}`,
    `${'k'.repeat(17)}:${secret(1)}`,
    `k1:${secret(1)},k1:${secret(2)}`,
  ])('%j is refused', async (text) => {
    await expect(importPlaybackKeys(text)).rejects.toThrow(/PLAYBACK_KEYS/);
  });

  test('the first signs, spaces around entries do not matter, and keys cannot be read back', async () => {
    const keys = await importPlaybackKeys(` new:${secret(3)} , old:${secret(4)} `);
    expect(keys.signing.kid).toBe('new');
    expect(keys.find('old')).toBeDefined();
    expect(keys.find('other')).toBeUndefined();
    expect(keys.signing.key.extractable).toBe(false);
  });

  test('a revoked key signs no more, from that moment; without any other nothing is signed', async () => {
    const revoked = new Set<string>();
    const keys = await importPlaybackKeys(`new:${secret(3)},old:${secret(4)}`, (kid) => revoked.has(kid));
    expect(keys.signing.kid).toBe('new');
    revoked.add('new');
    expect(keys.signing.kid).toBe('old');
    expect(keys.find('new')).toBeDefined(); // so that its tokens are told from forged ones
    revoked.add('old');
    await expect(signPlaybackToken(plain, keys)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
