import { JOSEError, JWTExpired } from 'jose/errors';
import { jwtVerify } from 'jose/jwt/verify';
import { AppError } from '../../shared/errors.ts';
import type { Viewer } from './decide-playback.ts';
import type { SigningKeys } from './signing-keys.ts';

/**
 * Who asks, from `Authorization: Bearer` (RFC 6750 §2.1). No header is an anonymous viewer; a bad or
 * expired token is an error, not anonymity, so that a client knows to refresh it.
 */
export async function readViewer(
  authorization: string | null,
  keys: SigningKeys,
  expected: { issuer: string; nowMs: number },
): Promise<Viewer> {
  if (authorization === null) return null;
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
  if (token === undefined) throw invalid();
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = kid === undefined ? null : await keys.find(kid);
        if (!key) throw invalid();
        return key;
      },
      {
        algorithms: ['ES256'],
        issuer: expected.issuer,
        audience: 'kinora',
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(expected.nowMs),
      },
    );
    if (!payload.sub) throw invalid();
    return { userId: payload.sub, adult: payload.adult === true };
  } catch (error) {
    if (error instanceof JWTExpired) throw unauthorized('token_expired', 'the access token has expired');
    if (error instanceof JOSEError) throw invalid();
    throw error;
  }
}

const invalid = () => unauthorized('token_invalid', 'the access token is not valid');

function unauthorized(code: 'token_invalid' | 'token_expired', message: string): AppError {
  return new AppError(code, message, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
}
