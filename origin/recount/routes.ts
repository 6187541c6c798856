import { Hono } from 'hono';
import { recountRequestSchema } from '../../shared/contracts/recount.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { validated } from '../http/validated.ts';
import { recount } from './recount.ts';
import type { RecountStore } from './store.ts';

/** For operators, on the inside alone: one slice for each request. */
export function recountRoutes(deps: { store: RecountStore; internalKey: string }) {
  return new Hono<AppEnv>().post(
    '/internal/counts/recount',
    onlyInternal(deps.internalKey),
    validated('json', recountRequestSchema),
    async (c) => c.json(await recount(deps.store, c.req.valid('json').from)),
  );
}
