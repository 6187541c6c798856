import { Hono } from 'hono';
import {
  channelTransferListSchema,
  channelTransferSchema,
  offerTransferSchema,
} from '../../../shared/contracts/channels.ts';
import { actorOf } from '../../audit/actor-of.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import { requireViewer } from '../../http/viewer.ts';
import { channelParamSchema } from '../param.ts';
import { acceptChannel, listTransfers, offerChannel, type TransferDeps, withdrawChannel } from './transfer-channel.ts';

export function channelTransferRoutes(deps: TransferDeps) {
  return new Hono<AppEnv>()
    .post(
      '/channels/:channel/transfer',
      operation({
        tag: 'Channels',
        summary: 'Offer a channel to another user',
        description: 'It changes hands, with its videos, when they accept within seven days.',
        answer: { status: 201, description: 'The offer', body: channelTransferSchema },
        errors: ['forbidden', 'not_found', 'conflict'],
        auth: 'required',
      }),
      validated('param', channelParamSchema),
      validated('json', offerTransferSchema),
      async (c) => {
        const { username } = c.req.valid('json');
        return c.json(
          await offerChannel(deps, actorOf(c), requireViewer(c.get('viewer')), c.req.valid('param').channel, username),
          201,
        );
      },
    )
    .delete(
      '/channels/:channel/transfer',
      operation({
        tag: 'Channels',
        summary: 'Withdraw or decline the offer of a channel',
        answer: { status: 204, description: 'The offer is gone', body: null },
        errors: ['not_found'],
        auth: 'required',
      }),
      validated('param', channelParamSchema),
      async (c) => {
        await withdrawChannel(deps, actorOf(c), c.req.valid('param').channel);
        return c.body(null, 204);
      },
    )
    .post(
      '/channels/:channel/transfer/accept',
      operation({
        tag: 'Channels',
        summary: 'Accept a channel that is offered',
        answer: { status: 204, description: 'The channel is yours', body: null },
        errors: ['not_found', 'quota_exceeded'],
        auth: 'required',
      }),
      validated('param', channelParamSchema),
      async (c) => {
        await acceptChannel(deps, actorOf(c), c.req.valid('param').channel);
        return c.body(null, 204);
      },
    )
    .get(
      '/me/channel-transfers',
      operation({
        tag: 'Channels',
        summary: 'Channels that others offer to you',
        answer: { status: 200, description: 'Open offers, oldest first', body: channelTransferListSchema },
        auth: 'required',
      }),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        return c.json({ transfers: await listTransfers(deps, userId), next_cursor: null });
      },
    );
}
