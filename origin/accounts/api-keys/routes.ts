import { Hono } from 'hono';
import * as z from 'zod';
import { apiKeyCreatedSchema, apiKeyListSchema, createApiKeySchema } from '../../../shared/contracts/api-keys.ts';
import { AppError } from '../../../shared/errors.ts';
import { idSchema } from '../../../shared/ids.ts';
import { actorOf } from '../../audit/actor-of.ts';
import { type AuditingDeps, noteAs } from '../../audit/note-as.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import { requireViewer } from '../../http/viewer.ts';
import { createApiKey } from './create-api-key.ts';
import { presentApiKey } from './present-api-key.ts';
import type { ApiKeyStore } from './store.ts';

const paramSchema = z.object({ key_id: idSchema });

/** None of these names a scope: an API key can neither make another one nor see what others there are. */
export function apiKeyRoutes(deps: AuditingDeps & { store: ApiKeyStore }) {
  return new Hono<AppEnv>()
    .post(
      '/me/api-keys',
      operation({
        tag: 'Accounts',
        summary: 'Make an API key',
        description: 'For programs: sent as `Authorization: Bearer kin_…` in place of an access token. Shown once.',
        answer: { status: 201, description: 'The key', body: apiKeyCreatedSchema },
        errors: ['quota_exceeded'],
        auth: 'required',
      }),
      validated('json', createApiKeySchema),
      async (c) => {
        return c.json(await createApiKey(deps, actorOf(c), c.req.valid('json')), 201, { 'cache-control': 'no-store' });
      },
    )
    .get(
      '/me/api-keys',
      operation({
        tag: 'Accounts',
        summary: 'The API keys of the account',
        answer: {
          status: 200,
          description: 'All of them, oldest first, without the keys themselves',
          body: apiKeyListSchema,
        },
        auth: 'required',
      }),
      async (c) => {
        const rows = await deps.store.listOf(requireViewer(c.get('viewer')).userId);
        return c.json({ api_keys: rows.map(presentApiKey), next_cursor: null });
      },
    )
    .delete(
      '/me/api-keys/:key_id',
      operation({
        tag: 'Accounts',
        summary: 'Revoke an API key, at once',
        answer: { status: 204, description: 'Revoked', body: null },
        errors: ['not_found'],
        auth: 'required',
      }),
      validated('param', paramSchema),
      async (c) => {
        const by = actorOf(c);
        if (!(await deps.store.remove(c.req.valid('param').key_id, by.userId, noteAs(deps, by))))
          throw new AppError('not_found', 'there is no such API key');
        return c.body(null, 204);
      },
    );
}
