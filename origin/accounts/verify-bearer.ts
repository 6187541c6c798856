import { apiKeyPrefix } from '../../shared/contracts/api-keys.ts';
import type { Viewer } from '../http/app-env.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { ApiKeyStore } from './api-keys/store.ts';
import { verifyApiKey } from './api-keys/verify-api-key.ts';

/** Who a bearer token stands for: an API key by its prefix, everything else must be an access token. */
export function bearerVerifier(deps: { accessTokens: AccessTokens; apiKeys: ApiKeyStore; clock: () => Date }) {
  return (token: string): Promise<Viewer> =>
    token.startsWith(apiKeyPrefix)
      ? verifyApiKey({ store: deps.apiKeys, clock: deps.clock }, token)
      : deps.accessTokens.verify(token);
}
