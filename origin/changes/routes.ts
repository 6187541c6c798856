import { Hono } from 'hono';
import * as z from 'zod';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { validated } from '../http/validated.ts';
import type { FeedWatch } from './feed-watch.ts';
import { type ChangeDeps, readChanges } from './read-changes.ts';

const querySchema = z.object({ after: z.coerce.number().int().min(0).optional() });

/** The change feed, for edges alone. */
export function changeRoutes(deps: ChangeDeps & { internalKey: string; feedWatch: FeedWatch }) {
  return new Hono<AppEnv>()
    .use('/internal/changes', onlyInternal(deps.internalKey))
    .get('/internal/changes', validated('query', querySchema), async (c) => {
      const page = await readChanges(deps, c.req.valid('query').after ?? null);
      deps.feedWatch.note(page.head);
      return c.json(page, 200, { 'cache-control': 'no-store' });
    });
}
