import { fromBase64Url, toBase64Url } from '../base64url.ts';
import type { PlaybackKeyRing } from './playback-keys.ts';

/**
 * A playback token: `v2.<exp>.<video>.<generations>.<session>.<viewer>.<seq>.<ladder cap>.<limits>.<kid>.<sig>`.
 *
 * It stands in the URL's path (`/p/<token>/<video>/<generation>/…`) because relative URIs in m3u8
 * and mpd inherit a path prefix but drop a query (RFC 3986 §5.2.2). `sig` is HMAC-SHA-256 over
 * everything before its dot, base64url. All other characters are unreserved (RFC 3986 §2.3).
 */
export type PlaybackClaims = {
  videoId: string;
  /** One to three, the first being what played when the session began. */
  generations: readonly string[];
  sessionId: string;
  /** `shortHash` of the viewer's user id; null for an anonymous viewer. */
  viewer: string | null;
  /** The last entry of the change feed that the decision took in: a later revocation ends the token. */
  seq: number;
  /** Unix time in seconds after which no byte is served. */
  expiresAtSec: number;
  /** Highest rendition height this session may fetch, in pixels of the short side; 0 is no cap. */
  ladderCap: number;
  /** True when the video was there for everyone everywhere. */
  open: boolean;
  /** The only country (ISO 3166-1 alpha-2) this session may fetch from; null for any. */
  country: string | null;
  /** The only network, as `networkPrefix` writes it; null for any. */
  network: string | null;
  /** `shortHash` of the only host whose pages may fetch; null for any. */
  site: string | null;
};

export type TokenVerdict =
  | { ok: true; claims: PlaybackClaims; kid: string }
  | { ok: false; reason: 'malformed' | 'unknown_key' | 'bad_signature' }
  /** Genuine but for its time: good for nothing but a renewal. */
  | { ok: false; reason: 'expired'; claims: PlaybackClaims; kid: string };

/** The longest life a token can be given, in seconds: a revocation older than it has no token left to end. */
export const LONGEST_TOKEN_LIFE_SEC = 86_400;

/** The session of tokens that open pictures alone, for pages: the nil UUID (RFC 9562 §5.9), nobody's session. */
export const PICTURE_SESSION = '00000000-0000-0000-0000-000000000000';

const SHAPE =
  /^v2\.([1-9]\d{9})\.([A-Za-z0-9_-]{11})\.([0-9a-z]{1,12}(?:~[0-9a-z]{1,12}){0,2})\.([0-9a-f-]{36})\.(0|[A-Za-z0-9_-]{16})\.(0|[1-9]\d{0,14})\.(0|[1-9]\d{2,3})\.([oc])~([A-Z]{2})?~([0-9a-f]{6}|[0-9a-f]{12})?~([A-Za-z0-9_-]{16})?\.([a-z0-9]{1,16})\.([A-Za-z0-9_-]{43})$/;
const encoder = new TextEncoder();

/** Signs `claims` with the ring's newest key. */
export async function signPlaybackToken(claims: PlaybackClaims, keys: PlaybackKeyRing): Promise<string> {
  const { kid, key } = keys.signing;
  const limits = [claims.open ? 'o' : 'c', claims.country ?? '', claims.network ?? '', claims.site ?? ''].join('~');
  const body = [
    ...['v2', claims.expiresAtSec, claims.videoId, claims.generations.join('~'), claims.sessionId],
    ...[claims.viewer ?? '0', claims.seq, claims.ladderCap, limits, kid],
  ].join('.');
  const token = `${body}.${toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(body))))}`;
  // Signing something `verify` would refuse is a programming error; better seen here than as a 401 later.
  if (!SHAPE.test(token)) throw new TypeError('playback claims do not fit the token format');
  return token;
}

/**
 * Parses and verifies `token`. Never throws. `crypto.subtle.verify` compares in constant time
 * (W3C WebCrypto §31.6.2), and nothing of a token is looked at before its signature held.
 */
export async function verifyPlaybackToken(token: string, keys: PlaybackKeyRing, nowSec: number): Promise<TokenVerdict> {
  const match = SHAPE.exec(token);
  if (!match) return { ok: false, reason: 'malformed' };
  const [, exp, videoId, generations, sessionId, viewer, seq, cap, access, country, network, site, kid, sig] = match;
  const key = keys.find(kid ?? '');
  if (kid === undefined || !key) return { ok: false, reason: 'unknown_key' };
  const signature = fromBase64Url(sig ?? '');
  if (!signature) return { ok: false, reason: 'malformed' };
  const signed = encoder.encode(token.slice(0, token.lastIndexOf('.')));
  if (!(await crypto.subtle.verify('HMAC', key, signature, signed))) return { ok: false, reason: 'bad_signature' };
  const claims: PlaybackClaims = {
    videoId: videoId ?? '', // groups that are not optional in the pattern; so are those below
    generations: (generations ?? '').split('~'),
    sessionId: sessionId ?? '',
    viewer: viewer === undefined || viewer === '0' ? null : viewer,
    seq: Number(seq),
    expiresAtSec: Number(exp),
    ladderCap: Number(cap),
    open: access === 'o',
    country: country ?? null,
    network: network ?? null,
    site: site ?? null,
  };
  return claims.expiresAtSec > nowSec ? { ok: true, claims, kid } : { ok: false, reason: 'expired', claims, kid };
}
