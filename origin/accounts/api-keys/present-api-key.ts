import type { ApiKey } from '../../../shared/contracts/api-keys.ts';
import type { ApiKeyRow } from './store.ts';

export function presentApiKey(row: ApiKeyRow): ApiKey {
  return {
    key_id: row.id,
    name: row.name,
    scopes: row.scopes,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    expires_at: row.expiresAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
  };
}
