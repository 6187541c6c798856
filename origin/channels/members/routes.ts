import { Hono } from 'hono';
import { handleSchema } from '../../../shared/channel-handle.ts';
import { channelMemberListSchema, setMemberSchema } from '../../../shared/contracts/channels.ts';
import { actorOf } from '../../audit/actor-of.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import { requireViewer } from '../../http/viewer.ts';
import { channelParamSchema } from '../param.ts';
import { listMembers, type MemberDeps, removeMember, setMember } from './change-members.ts';

const memberParamSchema = channelParamSchema.extend({ username: handleSchema });

export function channelMemberRoutes(deps: MemberDeps) {
  return new Hono<AppEnv>()
    .get(
      '/channels/:channel/members',
      operation({
        tag: 'Channels',
        summary: 'Who works on a channel',
        answer: { status: 200, description: 'The owner first', body: channelMemberListSchema },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
      }),
      validated('param', channelParamSchema),
      async (c) => {
        const viewer = requireViewer(c.get('viewer'));
        return c.json({ members: await listMembers(deps, viewer, c.req.valid('param').channel), next_cursor: null });
      },
    )
    .put(
      '/channels/:channel/members/:username',
      operation({
        tag: 'Channels',
        summary: 'Let someone work on a channel',
        description:
          'Editors upload and change videos. Managers also change the profile and the pictures and manage editors. ' +
          'Only the owner appoints managers.',
        answer: { status: 204, description: 'Done', body: null },
        errors: ['forbidden', 'not_found', 'conflict', 'quota_exceeded'],
        auth: 'required',
      }),
      validated('param', memberParamSchema),
      validated('json', setMemberSchema),
      async (c) => {
        const { channel, username } = c.req.valid('param');
        const target = { reference: channel, username };
        await setMember(deps, actorOf(c), requireViewer(c.get('viewer')), target, c.req.valid('json').role);
        return c.body(null, 204);
      },
    )
    .delete(
      '/channels/:channel/members/:username',
      operation({
        tag: 'Channels',
        summary: 'Dismiss a member, or leave',
        answer: { status: 204, description: 'Done', body: null },
        errors: ['forbidden', 'not_found', 'conflict'],
        auth: 'required',
      }),
      validated('param', memberParamSchema),
      async (c) => {
        const { channel, username } = c.req.valid('param');
        await removeMember(deps, actorOf(c), requireViewer(c.get('viewer')), { reference: channel, username });
        return c.body(null, 204);
      },
    );
}
