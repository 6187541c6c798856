import type { ApiKeyCreated, CreateApiKey } from '../../../shared/contracts/api-keys.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import type { AuditActor } from '../../audit/audit-actor.ts';
import { type AuditingDeps, noteAs } from '../../audit/note-as.ts';
import { newApiKey } from './api-key-token.ts';
import { presentApiKey } from './present-api-key.ts';
import type { ApiKeyStore } from './store.ts';

const keysPerUser = 50;

/** Throws `validation_failed` for an expiry that has passed, `quota_exceeded` when the user has too many keys. */
export async function createApiKey(
  deps: AuditingDeps & { store: ApiKeyStore },
  by: AuditActor & { userId: string },
  input: CreateApiKey,
): Promise<ApiKeyCreated> {
  const now = deps.clock();
  const expiresAt = input.expires_at === undefined ? null : new Date(input.expires_at);
  if (expiresAt !== null && expiresAt <= now)
    throw new AppError('validation_failed', 'the request does not fit the contract', {
      details: [{ path: 'expires_at', message: 'must be in the future' }],
    });
  const id = newId();
  const { key, keyHash } = newApiKey(id);
  const row = {
    ...{ id, userId: by.userId, name: input.name, keyHash, scopes: input.scopes },
    ...{ createdAt: now, expiresAt, lastUsedAt: null },
  };
  if (!(await deps.store.add(row, keysPerUser, noteAs(deps, by))))
    throw new AppError('quota_exceeded', `an account may have ${keysPerUser} API keys; revoke one that is not used`);
  return { ...presentApiKey(row), key };
}
