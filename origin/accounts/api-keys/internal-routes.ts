import { Hono } from 'hono';
import * as z from 'zod';
import type { AppEnv } from '../../http/app-env.ts';
import { onlyInternal } from '../../http/only-internal.ts';
import { validated } from '../../http/validated.ts';
import type { ApiKeyStore } from './store.ts';
import { tellKeyHolder } from './tell-key-holder.ts';

const bodySchema = z.object({ key: z.string().max(200) });

/** Edges cannot verify API keys by themselves, as they do access tokens: they ask. */
export function apiKeyInternalRoutes(deps: { store: ApiKeyStore; clock: () => Date; internalKey: string }) {
  return new Hono<AppEnv>()
    .use('/internal/api-keys/holder', onlyInternal(deps.internalKey))
    .post('/internal/api-keys/holder', validated('json', bodySchema), async (c) =>
      c.json(await tellKeyHolder(deps, c.req.valid('json').key), 200, { 'cache-control': 'no-store' }),
    );
}
