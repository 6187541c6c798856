import { Hono } from 'hono';
import * as z from 'zod';
import { viewBatchSchema, viewDaysQuerySchema, viewDaysSchema } from '../../shared/contracts/views.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { listViewDays, type ViewDaysDeps } from './list-view-days.ts';
import { type RecordDeps, recordViews } from './record-views.ts';

/** What viewers' players report comes by way of the edge, which has checked whose session it is. */
export function viewRoutes(deps: RecordDeps & { internalKey: string }) {
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

/** What creators are told of it. */
export function viewDayRoutes(deps: ViewDaysDeps) {
  return new Hono<AppEnv>().get(
    '/videos/:video_id/view-days',
    operation({
      tag: 'Videos',
      summary: 'How much a video of yours was watched, day by day',
      answer: { status: 200, description: 'Days (UTC) on which it was watched, newest first', body: viewDaysSchema },
      errors: ['forbidden', 'not_found', 'invalid_cursor'],
      auth: 'required',
      scope: 'videos:read',
    }),
    validated('param', z.object({ video_id: videoIdSchema })),
    validated('query', viewDaysQuerySchema),
    async (c) => c.json(await listViewDays(deps, c.get('viewer'), c.req.valid('param').video_id, c.req.valid('query'))),
  );
}
