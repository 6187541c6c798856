import { Hono } from 'hono';
import * as z from 'zod';
import {
  decideCommentSchema,
  decideCommentsSchema,
  decisionSchema,
  decisionsSchema,
  heldCommentsSchema,
  queueQuerySchema,
} from '../../../shared/contracts/moderation.ts';
import { idSchema } from '../../../shared/ids.ts';
import { actorOf } from '../../audit/actor-of.ts';
import { channelParamSchema } from '../../channels/param.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import type { ModerationDeps } from '../deps.ts';
import { decideComment, decideEverywhere, decideInChannel } from './decide-comments.ts';
import { listAllHeld, listHeldInChannel } from './list-held.ts';

const commentSchema = z.object({ comment_id: idSchema });
const queue = { status: 200, description: 'Longest waiting first', body: heldCommentsSchema };
const outcomes = { status: 200, description: 'What became of each', body: decisionsSchema };

/** Comments that wait for a decision, and deciding. */
export function queueRoutes(deps: ModerationDeps) {
  return new Hono<AppEnv>()
    .get(
      '/channels/:channel/held-comments',
      operation({
        tag: 'Moderation',
        summary: "Comments that wait below a channel's videos",
        answer: queue,
        errors: ['forbidden', 'not_found', 'invalid_cursor'],
        auth: 'required',
      }),
      validated('param', channelParamSchema),
      validated('query', queueQuerySchema),
      async (c) => {
        const { channel } = c.req.valid('param');
        return c.json(await listHeldInChannel(deps, c.get('viewer'), channel, c.req.valid('query')), 200);
      },
    )
    .get(
      '/moderation/held-comments',
      operation({
        tag: 'Moderation',
        summary: 'Comments that wait anywhere, for moderators',
        answer: queue,
        errors: ['forbidden', 'invalid_cursor'],
        auth: 'required',
      }),
      validated('query', queueQuerySchema),
      async (c) => c.json(await listAllHeld(deps, c.get('viewer'), c.req.valid('query')), 200),
    )
    .put(
      '/comments/:comment_id/decision',
      operation({
        tag: 'Moderation',
        summary: 'Decide about a comment',
        description:
          'Whoever works on the channel and moderators may. Of two at once, the second is told what the first did.',
        answer: { status: 200, description: 'What became of it', body: decisionSchema },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
      }),
      validated('param', commentSchema),
      validated('json', decideCommentSchema),
      async (c) => {
        const { comment_id } = c.req.valid('param');
        return c.json(await decideComment(deps, actorOf(c), c.get('viewer'), comment_id, c.req.valid('json')), 200);
      },
    )
    .post(
      '/channels/:channel/comment-decisions',
      operation({
        tag: 'Moderation',
        summary: "Decide about many comments below a channel's videos",
        answer: outcomes,
        errors: ['forbidden', 'not_found'],
        auth: 'required',
      }),
      validated('param', channelParamSchema),
      validated('json', decideCommentsSchema),
      async (c) => {
        const { channel } = c.req.valid('param');
        const decisions = await decideInChannel(deps, actorOf(c), c.get('viewer'), channel, c.req.valid('json'));
        return c.json({ decisions, next_cursor: null }, 200);
      },
    )
    .post(
      '/moderation/comment-decisions',
      operation({
        tag: 'Moderation',
        summary: 'Decide about many comments, for moderators',
        answer: outcomes,
        errors: ['forbidden'],
        auth: 'required',
      }),
      validated('json', decideCommentsSchema),
      async (c) => {
        const decisions = await decideEverywhere(deps, actorOf(c), c.get('viewer'), c.req.valid('json'));
        return c.json({ decisions, next_cursor: null }, 200);
      },
    );
}
