import { AppError } from '../../../shared/errors.ts';
import type { Viewer } from '../../http/app-env.ts';
import { requireGoodStanding } from '../../policy/accounts.ts';
import { keyIdOf, matchesHash } from './api-key-token.ts';
import type { ApiKeyStore } from './store.ts';

const usedIntervalMs = 60_000;

/**
 * Who an API key stands for. It never carries the rights of a moderator or an admin: a key that leaks from a script must
 * not moderate. Throws `token_invalid`, `token_expired` or `account_suspended`.
 */
export async function verifyApiKey(deps: { store: ApiKeyStore; clock: () => Date }, key: string): Promise<Viewer> {
  const keyId = keyIdOf(key);
  const found = keyId === null ? undefined : await deps.store.find(keyId);
  if (!found || !matchesHash(key, found.key.keyHash)) throw refused('token_invalid', 'the API key is not valid');
  const { user } = found;
  const now = deps.clock();
  if (found.key.expiresAt !== null && found.key.expiresAt <= now)
    throw refused('token_expired', 'the API key has expired');
  requireGoodStanding(user);
  const unlessSince = new Date(now.getTime() - usedIntervalMs);
  if (found.key.lastUsedAt === null || found.key.lastUsedAt < unlessSince)
    await deps.store.markUsed(found.key.id, now, unlessSince);
  return {
    userId: user.id,
    username: user.username,
    role: user.role === 'viewer' ? 'viewer' : 'creator',
    sessionId: null,
    apiKey: { keyId: found.key.id, scopes: found.key.scopes },
  };
}

function refused(code: 'token_invalid' | 'token_expired', message: string): AppError {
  return new AppError(code, message, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
}
