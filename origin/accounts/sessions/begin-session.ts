import type { Session } from '../../../shared/contracts/auth.ts';
import { newId } from '../../../shared/ids.ts';
import { DEFAULT_LOCALE } from '../../../shared/messages/locales.ts';
import { sessionTtlSec } from '../auth.ts';
import type { AccountDeps, Device } from '../deps.ts';
import { hashSecretToken, newSecretToken } from '../secret-tokens.ts';
import type { User } from '../store.ts';

/**
 * Signs a device in as `user`: always a session of its own, whatever the device had before. The session is the family of
 * this sign-in's refresh tokens.
 */
export async function beginSession(
  deps: Pick<AccountDeps, 'store' | 'accessTokens' | 'clock'>,
  user: User,
  device: Device,
): Promise<Session> {
  const now = deps.clock();
  const expiresAt = new Date(now.getTime() + sessionTtlSec * 1000);
  const sessionId = newId();
  const refreshToken = newSecretToken();
  await deps.store.addSession(
    {
      id: sessionId,
      // better-auth's column; nothing here is opened with it.
      token: hashSecretToken(newSecretToken()),
      userId: user.id,
      ipAddress: device.address,
      userAgent: device.userAgent,
      expiresAt,
      createdAt: now,
      updatedAt: now,
    },
    { tokenHash: hashSecretToken(refreshToken), familyId: sessionId, userId: user.id, createdAt: now, expiresAt },
    device.language ?? DEFAULT_LOCALE,
  );
  const { token, expiresInSec } = await deps.accessTokens.issue(user, sessionId);
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: expiresInSec,
    refresh_token: refreshToken,
    user: { user_id: user.id, username: user.username },
  };
}
