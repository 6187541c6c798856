import { Hono } from 'hono';
import { viewBatchSchema } from '../../shared/contracts/views.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { validated } from '../http/validated.ts';
import { recordViews, type ViewDeps } from './record-views.ts';

/** What viewers' players report comes by way of the edge, which has checked whose session it is. */
export function viewRoutes(deps: ViewDeps & { internalKey: string }) {
  return new Hono<AppEnv>().post(
    '/internal/views',
    onlyInternal(deps.internalKey),
    validated('json', viewBatchSchema),
    async (c) => {
      await recordViews(deps, c.req.valid('json'));
      return c.body(null, 204);
    },
  );
}
