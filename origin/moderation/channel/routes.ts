import { Hono } from 'hono';
import { handleSchema } from '../../../shared/channel-handle.ts';
import {
  channelRulesSchema,
  channelStandingsSchema,
  queueQuerySchema,
  setStandingSchema,
} from '../../../shared/contracts/moderation.ts';
import { channelParamSchema } from '../../channels/param.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import type { ModerationDeps } from '../deps.ts';
import {
  listStandings,
  readChannelRules,
  removeStanding,
  setChannelRules,
  setStanding,
} from './change-channel-rules.ts';

const userParamSchema = channelParamSchema.extend({ username: handleSchema });
const done = { status: 204, description: 'Done', body: null };

/** What a channel asks of comments below its videos. */
export function channelRuleRoutes(deps: ModerationDeps) {
  return new Hono<AppEnv>()
    .get(
      '/channels/:channel/comment-rules',
      operation({
        tag: 'Moderation',
        summary: 'What a channel asks of comments',
        answer: { status: 200, description: 'Its rules', body: channelRulesSchema },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
      }),
      validated('param', channelParamSchema),
      async (c) => c.json(await readChannelRules(deps, c.get('viewer'), c.req.valid('param').channel), 200),
    )
    .put(
      '/channels/:channel/comment-rules',
      operation({
        tag: 'Moderation',
        summary: 'Say what a channel asks of comments',
        description: 'A blocked word may have a `*` at an end, for any letters. Comments from now on are held by it.',
        answer: done,
        errors: ['forbidden', 'not_found'],
        auth: 'required',
      }),
      validated('param', channelParamSchema),
      validated('json', channelRulesSchema),
      async (c) => {
        await setChannelRules(deps, c.get('viewer'), c.req.valid('param').channel, c.req.valid('json'));
        return c.body(null, 204);
      },
    )
    .get(
      '/channels/:channel/commenters',
      operation({
        tag: 'Moderation',
        summary: 'Whom a channel has blocked or approved',
        answer: { status: 200, description: 'Longest standing first', body: channelStandingsSchema },
        errors: ['forbidden', 'not_found', 'invalid_cursor'],
        auth: 'required',
      }),
      validated('param', channelParamSchema),
      validated('query', queueQuerySchema),
      async (c) => {
        const { channel } = c.req.valid('param');
        return c.json(await listStandings(deps, c.get('viewer'), channel, c.req.valid('query')), 200);
      },
    )
    .put(
      '/channels/:channel/commenters/:username',
      operation({
        tag: 'Moderation',
        summary: 'Block somebody from commenting, or approve them',
        description: "The channel's own rules never hold what an approved user says; those of the platform do.",
        answer: done,
        errors: ['forbidden', 'not_found', 'conflict', 'quota_exceeded'],
        auth: 'required',
      }),
      validated('param', userParamSchema),
      validated('json', setStandingSchema),
      async (c) => {
        const { channel: reference, username } = c.req.valid('param');
        await setStanding(deps, c.get('viewer'), { reference, username }, c.req.valid('json').standing);
        return c.body(null, 204);
      },
    )
    .delete(
      '/channels/:channel/commenters/:username',
      operation({
        tag: 'Moderation',
        summary: 'Neither block nor approve somebody',
        answer: done,
        errors: ['forbidden', 'not_found'],
        auth: 'required',
      }),
      validated('param', userParamSchema),
      async (c) => {
        const { channel: reference, username } = c.req.valid('param');
        await removeStanding(deps, c.get('viewer'), { reference, username });
        return c.body(null, 204);
      },
    );
}
