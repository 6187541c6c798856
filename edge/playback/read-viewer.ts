import { JOSEError, JWTExpired } from 'jose/errors';
import { jwtVerify } from 'jose/jwt/verify';
import type { ApiKeyScope } from '../../shared/contracts/api-keys.ts';
import { AppError } from '../../shared/errors.ts';
import { shortHash } from '../../shared/tokens/short-hash.ts';
import type { Viewer } from './decide-playback.ts';
import type { ReadKeyHolder } from './read-key-holder.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Who asks, from the value of `Authorization`; null without one. */
export type ReadViewer = (authorization: string | null) => Promise<Viewer>;

export type ViewerReaderOptions = {
  keys: SigningKeys;
  readKeyHolder: ReadKeyHolder;
  issuer: string;
  now: () => number;
  /** By `shortHash` of the user id. */
  isSuspended: (viewer: string) => boolean;
  maxCached?: number;
};

type Known = { viewer: Omit<NonNullable<Viewer>, 'suspended'>; untilMs: number };

/** A verified token is taken for good this long, then its signature is checked against the keys of the day. */
const CACHED_MS = 60_000;
const MAX_CACHED = 2_000;
/** As in `apiKeyPrefix`, which comes with more than the edge needs. */
const API_KEY_PREFIX = 'kin_';
/** All that is asked for here is reading. */
const SCOPE: ApiKeyScope = 'videos:read';

/**
 * Reads `Authorization: Bearer` (RFC 6750 §2.1). No header is an anonymous viewer; a bad or expired token is an error,
 * not anonymity, so that a client knows to refresh it. A suspension counts at once, also for a token checked before.
 * An API key stands for its account, never as staff, and needs the scope of what is read here.
 */
export function createViewerReader(options: ViewerReaderOptions): ReadViewer {
  const { keys, readKeyHolder, issuer, now, isSuspended, maxCached = MAX_CACHED } = options;
  const checked = new Map<string, Known>(); // insertion order: the first is the least recently used

  async function check(token: string): Promise<Known> {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = kid === undefined ? null : await keys.find(kid);
        if (!key) throw invalid();
        return key;
      },
      {
        ...{ algorithms: ['ES256'], issuer, audience: 'kinora', requiredClaims: ['exp', 'sub'] },
        currentDate: new Date(now()),
      },
    );
    const { sub, exp, adult, role } = payload;
    if (!sub || exp === undefined) throw invalid();
    return {
      viewer: {
        userId: sub,
        hash: await shortHash(sub),
        adult: adult === true,
        staff: role === 'moderator' || role === 'admin',
      },
      untilMs: Math.min(exp * 1000, now() + CACHED_MS),
    };
  }

  async function holderOf(key: string): Promise<Viewer> {
    const { user_id: userId, adult, scopes } = await readKeyHolder(key);
    if (!scopes.includes(SCOPE))
      throw new AppError('insufficient_scope', `this API key lacks the scope ${SCOPE}`, {
        headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${SCOPE}"` },
      });
    const hash = await shortHash(userId);
    return { userId, hash, adult, staff: false, suspended: isSuspended(hash) };
  }

  return async (authorization) => {
    if (authorization === null) return null;
    let known = checked.get(authorization);
    checked.delete(authorization);
    if (!known || known.untilMs <= now()) {
      const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
      if (token === undefined) throw invalid();
      if (token.startsWith(API_KEY_PREFIX)) return holderOf(token);
      known = await check(token).catch(asAppError);
    }
    checked.set(authorization, known);
    const oldest = checked.keys().next().value;
    if (checked.size > maxCached && oldest !== undefined) checked.delete(oldest);
    return { ...known.viewer, suspended: isSuspended(known.viewer.hash) };
  };
}

const invalid = () => unauthorized('token_invalid', 'the access token is not valid');

function asAppError(error: unknown): never {
  if (error instanceof JWTExpired) throw unauthorized('token_expired', 'the access token has expired');
  if (error instanceof JOSEError) throw invalid();
  throw error;
}

function unauthorized(code: 'token_invalid' | 'token_expired', message: string): AppError {
  return new AppError(code, message, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
}
