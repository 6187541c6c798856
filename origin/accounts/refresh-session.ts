import type { Session } from '../../shared/contracts/auth.ts';
import { AppError } from '../../shared/errors.ts';
import { requireGoodStanding } from '../policy/accounts.ts';
import { sessionTtlSec } from './auth.ts';
import type { AccountDeps } from './deps.ts';
import { hashSecretToken, newSecretToken } from './secret-tokens.ts';

/** Trades a refresh token for a new pair. A token shown twice was stolen on one side: its family ends (RFC 9700 §4.14.2). */
export async function refreshSession(deps: AccountDeps, refreshToken: string): Promise<Session> {
  const now = deps.clock();
  const nextToken = newSecretToken();
  const next = {
    tokenHash: hashSecretToken(nextToken),
    expiresAt: new Date(now.getTime() + sessionTtlSec * 1000),
  };
  const rotation = await deps.store.rotateRefreshToken(hashSecretToken(refreshToken), next, now);
  if (rotation.kind !== 'rotated')
    throw new AppError('refresh_token_invalid', 'this refresh token is not valid; sign in again');
  const { user, familyId } = rotation;
  if (user.suspendedAt !== null) await deps.store.revokeFamilyOf(next.tokenHash, now);
  requireGoodStanding(user);
  const { token, expiresInSec } = await deps.accessTokens.issue(user, familyId);
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: expiresInSec,
    refresh_token: nextToken,
    user: { user_id: user.id, username: user.username },
  };
}
