import { beforeEach, expect, test } from 'bun:test';
import { playbackClaims } from '../../testkit/playback-claims.ts';
import { toBase64Url } from '../base64url.ts';
import { importPlaybackKeys, type PlaybackKeyRing } from './playback-keys.ts';
import { signPlaybackToken } from './playback-token.ts';
import { createTokenVerifier, type VerifyToken } from './verified-tokens.ts';

const nowSec = 1_800_000_000;
const claims = playbackClaims('aB3_-xyz019', 'g1', { expiresAtSec: nowSec + 60 });
let keys: PlaybackKeyRing;
let token: string;
let verify: VerifyToken;
beforeEach(async () => {
  keys = await importPlaybackKeys(`k1:${toBase64Url(new Uint8Array(32).fill(1))}`);
  token = await signPlaybackToken(claims, keys);
  verify = createTokenVerifier(keys, 2);
});

test('a token that held is known the next time, without a promise', async () => {
  const first = verify(token, nowSec);
  expect(first).toBeInstanceOf(Promise);
  expect(await first).toEqual({ ok: true, claims, kid: 'k1' });
  expect(verify(token, nowSec)).toEqual({ ok: true, claims, kid: 'k1' });
});

test('a known token still ends at its second', async () => {
  await verify(token, nowSec);
  expect(verify(token, claims.expiresAtSec)).toMatchObject({ ok: false, reason: 'expired' });
});

test('a wrong token is computed each time and never known', async () => {
  await verify(token, nowSec);
  const wrong = `${token.slice(0, -2)}AA`;
  for (let times = 0; times < 2; times++) {
    const verdict = verify(wrong, nowSec);
    expect(verdict).toBeInstanceOf(Promise);
    expect((await verdict).ok).toBe(false);
  }
});

test('only so many are known', async () => {
  const others = await Promise.all([1, 2].map((seq) => signPlaybackToken({ ...claims, seq }, keys)));
  for (const each of [token, ...others]) await verify(each, nowSec);
  expect(verify(token, nowSec)).toBeInstanceOf(Promise);
  expect(verify(others[1] ?? '', nowSec)).not.toBeInstanceOf(Promise);
});
