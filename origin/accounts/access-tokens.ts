import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import { type AccessTokenClaims, accessTokenClaimsSchema } from '../../shared/contracts/auth.ts';
import { AppError } from '../../shared/errors.ts';
import type { Viewer } from '../http/app-env.ts';
import { isAdult } from './age.ts';
import { type Auth, audience } from './auth.ts';
import type { User } from './store.ts';

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/** A key that another origin process made is looked for at most this often. */
const keyReloadIntervalMs = 10_000;
/** Tokens that were verified and may come again. */
const MAX_KNOWN = 10_000;

/** Signs and verifies access tokens (JWT, ES256) with the keys that better-auth keeps in the database. */
export function createAccessTokens(deps: { auth: Auth; issuer: string; ttlSec: number; clock: () => Date }) {
  let keys: { find: ReturnType<typeof createLocalJWKSet>; loadedAtMs: number } | undefined;
  /** Oldest first. A signature that was right stays so, and looking at it again costs as much as the rest of a request. */
  const known = new Map<string, AccessTokenClaims>();

  const jwks = (): Promise<JSONWebKeySet> => deps.auth.api.getJwks();

  async function load() {
    keys = { find: createLocalJWKSet(await jwks()), loadedAtMs: deps.clock().getTime() };
    return keys;
  }

  async function verifyWith(find: ReturnType<typeof createLocalJWKSet>, token: string) {
    const { payload } = await jwtVerify(token, find, {
      algorithms: ['ES256'],
      issuer: deps.issuer,
      audience,
      currentDate: deps.clock(),
    });
    return accessTokenClaimsSchema.parse(payload);
  }

  async function readClaims(token: string): Promise<AccessTokenClaims> {
    const before = known.get(token);
    if (before && before.exp > Math.floor(deps.clock().getTime() / 1000)) return before;
    let current = keys ?? (await load());
    const claims = await verifyWith(current.find, token).catch(async (error: unknown) => {
      const isDue = deps.clock().getTime() - current.loadedAtMs > keyReloadIntervalMs;
      if (!(error instanceof errors.JWKSNoMatchingKey) || !isDue) throw error;
      current = await load();
      return verifyWith(current.find, token);
    });
    const [oldest] = known.keys();
    if (known.size >= MAX_KNOWN && oldest !== undefined) known.delete(oldest);
    known.set(token, claims);
    return claims;
  }

  return {
    jwks,

    /** Makes the first signing key when there is none, so that parallel first sign-ins do not make several. */
    async prepare(): Promise<void> {
      await load();
    },

    /** For the sign-in `sessionId`. */
    async issue(user: User, sessionId: string): Promise<{ token: string; expiresInSec: number }> {
      const nowSec = Math.floor(deps.clock().getTime() / 1000);
      const { token } = await deps.auth.api.signJWT({
        body: {
          payload: {
            sub: user.id,
            sid: sessionId,
            username: user.username,
            role: user.role,
            adult: isAdult(user.birthDate, deps.clock()),
            iat: nowSec,
            exp: nowSec + deps.ttlSec,
          },
        },
      });
      return { token, expiresInSec: deps.ttlSec };
    },

    /** Throws `token_expired` or `token_invalid`. */
    async verify(token: string): Promise<Viewer> {
      try {
        const claims = await readClaims(token);
        return {
          userId: claims.sub,
          username: claims.username,
          role: claims.role,
          sessionId: claims.sid ?? null,
          apiKey: null,
        };
      } catch (error) {
        const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
        if (error instanceof errors.JWTExpired)
          throw new AppError('token_expired', 'the access token has expired', { headers });
        throw new AppError('token_invalid', 'the access token is not valid', { headers, cause: error });
      }
    },
  };
}
