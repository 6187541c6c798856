import type { ApiKeyHolder } from '../../../shared/contracts/api-keys.ts';
import { AppError } from '../../../shared/errors.ts';
import { isAdult } from '../age.ts';
import type { ApiKeyStore } from './store.ts';
import { verifyApiKey } from './verify-api-key.ts';

/** For an edge that was sent an API key. Throws as `verifyApiKey` does. */
export async function tellKeyHolder(
  deps: { store: ApiKeyStore; clock: () => Date },
  key: string,
): Promise<ApiKeyHolder> {
  const { apiKey } = await verifyApiKey(deps, key);
  const found = apiKey && (await deps.store.find(apiKey.keyId));
  if (!found) throw new AppError('token_invalid', 'the API key is not valid'); // revoked just now
  return {
    user_id: found.user.id,
    adult: isAdult(found.user.birthDate, deps.clock()),
    scopes: found.key.scopes,
    expires_at: found.key.expiresAt?.toISOString() ?? null,
  };
}
