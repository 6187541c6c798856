import * as z from 'zod';
import { idSchema } from '../ids.ts';

/** What an API key may be allowed. A route that names none of these takes no API key at all. */
export const apiKeyScopes = {
  'account:read': 'See the account and its channels',
  'uploads:write': 'Upload videos, and see uploads under way',
  'videos:read': 'See and play videos, own private ones included',
  'videos:write': 'Change own videos, their captions and thumbnails, and delete them',
  'channels:write': 'Change channels and their pictures',
} as const;

export type ApiKeyScope = keyof typeof apiKeyScopes;

export const apiKeyScopeSchema = z.enum(Object.keys(apiKeyScopes) as [ApiKeyScope, ...ApiKeyScope[]]); // Object.keys forgets the key type

/** Begins every API key, so that one that leaks into a log or a repository is known for what it is. */
export const apiKeyPrefix = 'kin_';

export const createApiKeySchema = z.object({
  name: z.string().trim().min(1).max(80),
  scopes: z
    .array(apiKeyScopeSchema)
    .min(1)
    .max(Object.keys(apiKeyScopes).length)
    .transform((scopes) => [...new Set(scopes)].sort()),
  /** Without it the key works until it is revoked. */
  expires_at: z.iso.datetime().optional(),
});

export const apiKeySchema = z.object({
  key_id: idSchema,
  name: z.string(),
  scopes: z.array(apiKeyScopeSchema),
  /** To the minute. */
  last_used_at: z.iso.datetime().nullable(),
  expires_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
});

/** `key` is shown here and never again. */
export const apiKeyCreatedSchema = apiKeySchema.extend({ key: z.string() });
export const apiKeyListSchema = z.object({ api_keys: z.array(apiKeySchema), next_cursor: z.null() });

/** What origin tells an edge of an API key: whom it stands for and until when at the latest. */
export const apiKeyHolderSchema = z.object({
  user_id: idSchema,
  adult: z.boolean(),
  scopes: z.array(apiKeyScopeSchema),
  expires_at: z.iso.datetime().nullable(),
});
export type ApiKeyHolder = z.infer<typeof apiKeyHolderSchema>;

export type CreateApiKey = z.output<typeof createApiKeySchema>;
export type ApiKey = z.infer<typeof apiKeySchema>;
export type ApiKeyCreated = z.infer<typeof apiKeyCreatedSchema>;
