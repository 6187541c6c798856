import { APIError } from 'better-auth/api';
import type { Session, SignIn } from '../../shared/contracts/auth.ts';
import { AppError } from '../../shared/errors.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { attempting, signInSubjects } from './abuse/attempts.ts';
import { sessionTtlSec } from './auth.ts';
import type { AccountDeps, Device } from './deps.ts';
import { hashSecretToken, newSecretToken } from './secret-tokens.ts';

/** Signs in with e-mail and password. Throws `rate_limited` for who tries too often, right or wrong. */
export function signIn(deps: AccountDeps, input: SignIn, device: Device): Promise<Session> {
  const subjects = signInSubjects(deps, input.email, device);
  return attempting(deps.attempts, subjects, () => openSession(deps, input, device));
}

/**
 * Checks e-mail and password. An unknown e-mail and a wrong password get the same answer after the same work:
 * better-auth hashes the password in vain. The session it makes is the family of this sign-in's refresh tokens.
 */
export async function openSession(deps: AccountDeps, input: SignIn, device: Device): Promise<Session> {
  const signedIn = await deps.auth.api.signInEmail({ body: input, headers: toHeaders(device) }).catch(asAppError);
  const session = await deps.store.findSession(signedIn.token);
  if (!session) throw new Error('the session that was just made is not in the database');
  const { user, sessionId } = session;
  if (user.suspendedAt !== null) {
    await deps.store.deleteSession(sessionId);
    throw new AppError('account_suspended', 'this account is suspended');
  }
  const now = deps.clock();
  const refreshToken = newSecretToken();
  await deps.store.addRefreshToken({
    tokenHash: hashSecretToken(refreshToken),
    familyId: sessionId,
    userId: user.id,
    createdAt: now,
    expiresAt: new Date(now.getTime() + sessionTtlSec * 1000),
  });
  const { token, expiresInSec } = await deps.accessTokens.issue(user, sessionId);
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: expiresInSec,
    refresh_token: refreshToken,
    user: { user_id: user.id, username: user.username },
  };
}

function asAppError(error: unknown): never {
  if (error instanceof APIError && error.statusCode === 401)
    throw new AppError('invalid_credentials', 'the e-mail or the password is wrong');
  throw error;
}

function toHeaders(device: Device): Headers {
  const headers = new Headers();
  if (device.address !== null) headers.set(internalHeaders.clientAddress, device.address);
  if (device.userAgent !== null) headers.set('user-agent', device.userAgent);
  return headers;
}
