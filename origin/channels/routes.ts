import { Hono } from 'hono';
import {
  channelSchema,
  createChannelSchema,
  ownChannelListSchema,
  updateChannelSchema,
} from '../../shared/contracts/channels.ts';
import { AppError } from '../../shared/errors.ts';
import { actorOf } from '../audit/actor-of.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import type { VideoDeps } from '../videos/find-visible-video.ts';
import { listVideos } from '../videos/list-videos.ts';
import { pageSchema, videosSchema } from '../videos/routes.ts';
import { createChannel } from './create-channel.ts';
import type { ChannelDeps } from './deps.ts';
import { findChannel } from './find-channel.ts';
import { getChannel, renamedTo } from './get-channel.ts';
import { listOwnChannels } from './list-own-channels.ts';
import { channelParamSchema } from './param.ts';
import { updateChannel } from './update-channel.ts';
import { verifyChannel } from './verify-channel.ts';

export function channelRoutes(deps: ChannelDeps & { videos: VideoDeps }) {
  return new Hono<AppEnv>()
    .post(
      '/channels',
      operation({
        tag: 'Channels',
        summary: 'Make another channel',
        answer: { status: 201, description: 'The channel', body: channelSchema },
        errors: ['forbidden', 'handle_taken', 'quota_exceeded'],
        auth: 'required',
        scope: 'channels:write',
      }),
      validated('json', createChannelSchema),
      async (c) => {
        const viewer = requireViewer(c.get('viewer'));
        return c.json(await createChannel(deps, viewer, c.req.valid('json'), c.get('operationId')), 201);
      },
    )
    .get(
      '/me/channels',
      operation({
        tag: 'Channels',
        summary: 'The channels you own or work on',
        answer: { status: 200, description: 'Own ones first', body: ownChannelListSchema },
        auth: 'required',
        scope: 'account:read',
      }),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        return c.json({ channels: await listOwnChannels(deps, userId), next_cursor: null });
      },
    )
    .get(
      '/channels/:channel',
      operation({
        tag: 'Channels',
        summary: 'A channel, by its handle or id',
        description: 'The address with a handle that the channel gave up lately redirects (308) to the one it has now.',
        answer: { status: 200, description: 'The channel', body: channelSchema },
        errors: ['not_found'],
        auth: 'none',
      }),
      validated('param', channelParamSchema),
      async (c) => {
        const { channel } = c.req.valid('param');
        try {
          return c.json(await getChannel(deps, channel));
        } catch (error) {
          const handle = isNotFound(error) ? await renamedTo(deps, channel) : undefined;
          if (handle === undefined) throw error;
          return c.redirect(`/api/v1/channels/${handle}`, 308);
        }
      },
    )
    .get(
      '/channels/:channel/videos',
      operation({
        tag: 'Channels',
        summary: 'The public videos of a channel, newest first',
        answer: { status: 200, description: 'A page of videos', body: videosSchema },
        errors: ['not_found'],
        auth: 'none',
      }),
      validated('param', channelParamSchema),
      validated('query', pageSchema),
      async (c) => {
        const { id } = await findChannel(deps, c.req.valid('param').channel);
        return c.json(await listVideos(deps.videos, c.req.valid('query'), id));
      },
    )
    .patch(
      '/channels/:channel',
      operation({
        tag: 'Channels',
        summary: 'Change what a channel says about itself',
        description:
          'A new handle can be taken twice in 14 days, by the owner. The old one leads to the channel for a while ' +
          'and is nobody else’s meanwhile. `codecs` goes for videos that are published from here on.',
        answer: { status: 200, description: 'The changed channel', body: channelSchema },
        errors: ['forbidden', 'not_found', 'handle_taken', 'rate_limited'],
        auth: 'required',
        scope: 'channels:write',
      }),
      validated('param', channelParamSchema),
      validated('json', updateChannelSchema),
      async (c) =>
        c.json(await updateChannel(deps, c.get('viewer'), c.req.valid('param').channel, c.req.valid('json'))),
    )
    .put(
      '/channels/:channel/verification',
      operation({
        tag: 'Channels',
        summary: 'Give a channel the verified mark',
        description: 'For admins.',
        answer: { status: 204, description: 'Verified', body: null },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
      }),
      validated('param', channelParamSchema),
      async (c) => {
        await verifyChannel(deps, actorOf(c), requireViewer(c.get('viewer')), c.req.valid('param').channel, true);
        return c.body(null, 204);
      },
    )
    .delete(
      '/channels/:channel/verification',
      operation({
        tag: 'Channels',
        summary: 'Take the verified mark away',
        description: 'For admins.',
        answer: { status: 204, description: 'Not verified', body: null },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
      }),
      validated('param', channelParamSchema),
      async (c) => {
        await verifyChannel(deps, actorOf(c), requireViewer(c.get('viewer')), c.req.valid('param').channel, false);
        return c.body(null, 204);
      },
    );
}

function isNotFound(error: unknown): boolean {
  return error instanceof AppError && error.code === 'not_found';
}
