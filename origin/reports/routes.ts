import { Hono } from 'hono';
import * as z from 'zod';
import { queueQuerySchema } from '../../shared/contracts/moderation.ts';
import {
  reportableKinds,
  reportCasesSchema,
  reportDecisionSchema,
  reportSchema,
} from '../../shared/contracts/reports.ts';
import { idSchema, videoIdSchema } from '../../shared/ids.ts';
import { actorOf } from '../audit/actor-of.ts';
import { channelParamSchema } from '../channels/param.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import { decideCase, listCases } from './cases/decide-case.ts';
import { type ReportDeps, reportChannel, reportComment, reportVideo } from './report-object.ts';

const caseSchema = z.object({
  object_kind: z.enum(reportableKinds),
  object_id: z.union([idSchema, videoIdSchema]),
});

/** What all reports have in common. */
const reporting = {
  tag: 'Moderation' as const,
  description: 'Once for each user and object; again changes nothing.',
  answer: { status: 204, description: 'Moderators are told', body: null },
  errors: ['not_found' as const, 'rate_limited' as const],
  auth: 'required' as const,
};

/** Telling moderators of something, and what they make of it. */
export function reportRoutes(deps: ReportDeps) {
  return new Hono<AppEnv>()
    .post(
      '/comments/:comment_id/report',
      operation({ summary: 'Report a comment', ...reporting }),
      validated('param', z.object({ comment_id: idSchema })),
      validated('json', reportSchema),
      async (c) => {
        const { comment_id } = c.req.valid('param');
        await reportComment(deps, requireViewer(c.get('viewer')), comment_id, c.req.valid('json'));
        return c.body(null, 204);
      },
    )
    .post(
      '/videos/:video_id/report',
      operation({ summary: 'Report a video', ...reporting }),
      validated('param', z.object({ video_id: videoIdSchema })),
      validated('json', reportSchema),
      async (c) => {
        const { video_id } = c.req.valid('param');
        await reportVideo(deps, requireViewer(c.get('viewer')), video_id, c.req.valid('json'));
        return c.body(null, 204);
      },
    )
    .post(
      '/channels/:channel/report',
      operation({ summary: 'Report a channel', ...reporting }),
      validated('param', channelParamSchema),
      validated('json', reportSchema),
      async (c) => {
        const { channel } = c.req.valid('param');
        await reportChannel(deps, requireViewer(c.get('viewer')), channel, c.req.valid('json'));
        return c.body(null, 204);
      },
    )
    .get(
      '/moderation/reports',
      operation({
        tag: 'Moderation',
        summary: 'What is reported, for moderators',
        answer: { status: 200, description: 'Longest open first', body: reportCasesSchema },
        errors: ['forbidden', 'invalid_cursor'],
        auth: 'required',
      }),
      validated('query', queueQuerySchema),
      async (c) => c.json(await listCases(deps, c.get('viewer'), c.req.valid('query')), 200),
    )
    .put(
      '/moderation/reports/:object_kind/:object_id/decision',
      operation({
        tag: 'Moderation',
        summary: 'Resolve or dismiss what is reported',
        description:
          'A comment is rejected or, if only reports held it, shown again. Videos and channels stay as they are: taking ' +
          'them down is a decision of its own.',
        answer: { status: 204, description: 'It is off the list', body: null },
        errors: ['forbidden', 'not_found', 'conflict'],
        auth: 'required',
      }),
      validated('param', caseSchema),
      validated('json', reportDecisionSchema),
      async (c) => {
        const { object_kind: kind, object_id: id } = c.req.valid('param');
        await decideCase(deps, actorOf(c), c.get('viewer'), { kind, id }, c.req.valid('json').decision);
        return c.body(null, 204);
      },
    );
}
