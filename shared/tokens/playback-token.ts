import { fromBase64Url, toBase64Url } from '../base64url.ts';
import type { PlaybackKeyRing } from './playback-keys.ts';

/**
 * A playback token: `v1.<exp>.<video>.<session>.<ladder cap>.<kid>.<sig>`.
 *
 * It stands in the URL's path (`/p/<token>/<video>/<generation>/…`) because relative URIs in m3u8
 * and mpd inherit a path prefix but drop a query (RFC 3986 §5.2.2). `sig` is HMAC-SHA-256 over
 * everything before its dot, base64url.
 */
export type PlaybackClaims = {
  videoId: string;
  sessionId: string;
  /** Unix time in seconds after which no byte is served. */
  expiresAtSec: number;
  /** Highest rendition height this session may fetch, in pixels of the short side; 0 is no cap. */
  ladderCap: number;
};

export type TokenVerdict =
  | { ok: true; claims: PlaybackClaims }
  | { ok: false; reason: 'malformed' | 'unknown_key' | 'bad_signature' | 'expired' };

const SHAPE =
  /^v1\.([1-9][0-9]{9})\.([A-Za-z0-9_-]{11})\.([0-9a-f-]{36})\.(0|[1-9][0-9]{2,3})\.([a-z0-9]{1,16})\.([A-Za-z0-9_-]{43})$/;
const encoder = new TextEncoder();

/** Signs `claims` with the ring's newest key. */
export async function signPlaybackToken(claims: PlaybackClaims, keys: PlaybackKeyRing): Promise<string> {
  const { kid, key } = keys.signing;
  const body = `v1.${claims.expiresAtSec}.${claims.videoId}.${claims.sessionId}.${claims.ladderCap}.${kid}`;
  const token = `${body}.${toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(body))))}`;
  // Signing something `verify` would refuse is a programming error; better seen here than as a 401 later.
  if (!SHAPE.test(token)) throw new TypeError('playback claims do not fit the token format');
  return token;
}

/**
 * Parses and verifies `token`. Never throws. `crypto.subtle.verify` compares in constant time
 * (W3C WebCrypto §31.6.2), and the expiry is looked at only after the signature held.
 */
export async function verifyPlaybackToken(token: string, keys: PlaybackKeyRing, nowSec: number): Promise<TokenVerdict> {
  const match = SHAPE.exec(token);
  if (!match) return { ok: false, reason: 'malformed' };
  const [, exp, videoId, sessionId, cap, kid, sig] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
    string, // the pattern has six groups, all required
  ];
  const key = keys.find(kid);
  if (!key) return { ok: false, reason: 'unknown_key' };
  const signature = fromBase64Url(sig);
  if (!signature) return { ok: false, reason: 'malformed' };
  const signed = encoder.encode(token.slice(0, token.length - sig.length - 1));
  if (!(await crypto.subtle.verify('HMAC', key, signature, signed))) return { ok: false, reason: 'bad_signature' };
  const expiresAtSec = Number(exp);
  if (expiresAtSec <= nowSec) return { ok: false, reason: 'expired' };
  return { ok: true, claims: { videoId, sessionId, expiresAtSec, ladderCap: Number(cap) } };
}
