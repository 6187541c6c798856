import { beforeAll, describe, expect, test } from 'bun:test';
import { toBase64Url } from '../base64url.ts';
import { importPlaybackKeys, type PlaybackKeyRing } from './playback-keys.ts';
import { type PlaybackClaims, signPlaybackToken, verifyPlaybackToken } from './playback-token.ts';

const secret = (byte: number) => toBase64Url(new Uint8Array(32).fill(byte));
const nowSec = 1_800_000_000;
const claims: PlaybackClaims = {
  videoId: 'aB3_-xyz019',
  sessionId: '0191e0e0-0000-7000-8000-000000000000',
  expiresAtSec: nowSec + 3600,
  ladderCap: 1080,
};

describe('playback tokens', () => {
  let keys: PlaybackKeyRing;
  let token: string;
  beforeAll(async () => {
    keys = await importPlaybackKeys(`k2:${secret(2)},k1:${secret(1)}`);
    token = await signPlaybackToken(claims, keys);
  });

  test('say what was signed, in one path segment', async () => {
    expect(await verifyPlaybackToken(token, keys, nowSec)).toEqual({ ok: true, claims });
    expect(token).toMatch(/^v1\.[A-Za-z0-9._-]+$/);
    const uncapped = { ...claims, ladderCap: 0 };
    expect(await verifyPlaybackToken(await signPlaybackToken(uncapped, keys), keys, nowSec)).toEqual({
      ok: true,
      claims: uncapped,
    });
  });

  test('end at their second', async () => {
    expect((await verifyPlaybackToken(token, keys, claims.expiresAtSec - 1)).ok).toBe(true);
    expect(await verifyPlaybackToken(token, keys, claims.expiresAtSec)).toEqual({ ok: false, reason: 'expired' });
    expect(await verifyPlaybackToken(token, keys, claims.expiresAtSec + 1e6)).toEqual({ ok: false, reason: 'expired' });
  });

  test('any other character at any position is refused', async () => {
    for (let at = 0; at < token.length; at++)
      for (const character of 'A0a_-.9/%') {
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

  test('2,000 random strings are answered, never thrown at', async () => {
    let state = 42;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const alphabet = 'v1.AZaz09_-./%\0é🎬 ';
    for (let round = 0; round < 2_000; round++) {
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
});
