import { Hono } from 'hono';
import * as z from 'zod';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { validated } from '../http/validated.ts';
import { type ChangeDeps, readChanges } from './read-changes.ts';

const querySchema = z.object({ after: z.coerce.number().int().min(0).optional() });

/** The change feed, for edges alone. */
export function changeRoutes(deps: ChangeDeps & { internalKey: string }) {
  return new Hono<AppEnv>()
    .use('/internal/changes', onlyInternal(deps.internalKey))
    .get('/internal/changes', validated('query', querySchema), async (c) =>
      c.json(await readChanges(deps, c.req.valid('query').after ?? null), 200, { 'cache-control': 'no-store' }),
    );
}
