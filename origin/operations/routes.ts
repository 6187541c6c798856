import { Hono } from 'hono';
import * as z from 'zod';
import { healthReportSchema, queuesSchema, storageTotalsSchema } from '../../shared/contracts/admin.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import { actorOf } from '../audit/actor-of.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireMay } from '../policy/may.ts';
import type { Actor } from '../policy/who.ts';
import { dropProcessing } from '../processing/drop-processing.ts';
import { retryProcessing } from '../processing/retry-processing.ts';
import type { OperationsDeps } from './deps.ts';
import { reportHealth } from './report-health.ts';
import { reportQueues } from './report-queues.ts';

const videoSchema = z.object({ video_id: videoIdSchema });
const requireOperator = (actor: Actor) => requireMay(actor, 'platform.watch', [], 'this is for admins');
const reading = { tag: 'Service' as const, errors: ['forbidden' as const], auth: 'required' as const };

/** The state of the installation, for admins. */
export function operationsRoutes(deps: OperationsDeps) {
  return new Hono<AppEnv>()
    .get(
      '/admin/health',
      operation({
        ...reading,
        summary: 'How each service is, for admins',
        answer: { status: 200, description: 'Also when services fail', body: healthReportSchema },
      }),
      async (c) => {
        requireOperator(c.get('viewer'));
        const log = c.get('log');
        const report = await reportHealth(deps, (check, err) => log.warn({ err, check }, 'health check failed'));
        return c.json(report, 200);
      },
    )
    .get(
      '/admin/queues',
      operation({
        ...reading,
        summary: 'What the transcoding queues hold, for admins',
        answer: { status: 200, description: 'Counts, what runs, and what failed', body: queuesSchema },
      }),
      async (c) => {
        requireOperator(c.get('viewer'));
        return c.json(await reportQueues(deps), 200);
      },
    )
    .get(
      '/admin/storage',
      operation({
        ...reading,
        summary: 'What the object store holds, for admins',
        description: 'Videos are measured once a day.',
        answer: { status: 200, description: 'Totals', body: storageTotalsSchema },
      }),
      async (c) => {
        requireOperator(c.get('viewer'));
        const { measuredSince, ...totals } = await deps.store.storageTotals();
        return c.json(
          {
            videos: totals.videos,
            original_bytes: totals.originalBytes,
            media_bytes: totals.mediaBytes,
            open_upload_bytes: totals.openUploadBytes,
            measured_since: measuredSince?.toISOString() ?? null,
          },
          200,
        );
      },
    )
    .post(
      '/admin/videos/:video_id/retry',
      operation({
        tag: 'Service',
        summary: 'Process a failed video again, for admins',
        answer: { status: 204, description: 'It is queued', body: null },
        errors: ['forbidden', 'not_found', 'conflict', 'original_removed'],
        auth: 'required',
      }),
      validated('param', videoSchema),
      async (c) => {
        requireMay(c.get('viewer'), 'jobs.manage', [], 'this is for admins');
        await retryProcessing(deps.processing, actorOf(c), c.req.valid('param').video_id);
        return c.body(null, 204);
      },
    )
    .delete(
      '/admin/videos/:video_id/jobs',
      operation({
        tag: 'Service',
        summary: 'Give up on the failed jobs of a video, for admins',
        description: 'The original and the reason of the failure are kept.',
        answer: { status: 204, description: 'They are gone', body: null },
        errors: ['forbidden', 'conflict'],
        auth: 'required',
      }),
      validated('param', videoSchema),
      async (c) => {
        requireMay(c.get('viewer'), 'jobs.manage', [], 'this is for admins');
        await dropProcessing(deps.processing, actorOf(c), c.req.valid('param').video_id);
        return c.body(null, 204);
      },
    );
}
