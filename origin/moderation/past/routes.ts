import { Hono } from 'hono';
import * as z from 'zod';
import { takeDownSchema } from '../../../shared/contracts/admin.ts';
import { pastDecisionsSchema, queueQuerySchema } from '../../../shared/contracts/moderation.ts';
import { videoIdSchema } from '../../../shared/ids.ts';
import type { AdminDeps } from '../../admin-actions/deps.ts';
import { restoreVideo, takeDownVideo } from '../../admin-actions/take-down-video.ts';
import { actorOf } from '../../audit/actor-of.ts';
import type { AuditStore } from '../../audit/store.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import { requireMay } from '../../policy/may.ts';
import { listDecisions } from './list-decisions.ts';

const videoSchema = z.object({ video_id: videoIdSchema });
const takedown = {
  tag: 'Moderation' as const,
  errors: ['forbidden' as const, 'not_found' as const],
  auth: 'required' as const,
};

/** What moderators decided, and what they decide about videos. */
export function decisionRoutes(deps: AdminDeps & { audit: AuditStore }) {
  return new Hono<AppEnv>()
    .get(
      '/moderation/decisions',
      operation({
        tag: 'Moderation',
        summary: 'What was decided, for moderators',
        answer: { status: 200, description: 'Newest first', body: pastDecisionsSchema },
        errors: ['forbidden', 'invalid_cursor'],
        auth: 'required',
      }),
      validated('query', queueQuerySchema),
      async (c) => c.json(await listDecisions(deps.audit, c.get('viewer'), c.req.valid('query')), 200),
    )
    .put(
      '/moderation/videos/:video_id/takedown',
      operation({
        ...takedown,
        summary: 'Take a video down, for moderators',
        description: 'Viewers lose it within 30 s; its owner is told the reason.',
        answer: { status: 204, description: 'It is withheld', body: null },
      }),
      validated('param', videoSchema),
      validated('json', takeDownSchema),
      async (c) => {
        requireMay(c.get('viewer'), 'moderation.decide', [], 'this is for moderators');
        await takeDownVideo(deps, actorOf(c), c.req.valid('param').video_id, c.req.valid('json'));
        return c.body(null, 204);
      },
    )
    .delete(
      '/moderation/videos/:video_id/takedown',
      operation({
        ...takedown,
        summary: 'Give a video back, for moderators',
        answer: { status: 204, description: 'It is as it was before', body: null },
      }),
      validated('param', videoSchema),
      async (c) => {
        requireMay(c.get('viewer'), 'moderation.decide', [], 'this is for moderators');
        await restoreVideo(deps, actorOf(c), c.req.valid('param').video_id);
        return c.body(null, 204);
      },
    );
}
