import { Hono } from 'hono';
import {
  feedPageSchema,
  feedQuerySchema,
  setSubscriptionSchema,
  subscriptionStateSchema,
  subscriptionsPageSchema,
  subscriptionsQuerySchema,
} from '../../shared/contracts/subscriptions.ts';
import { channelParamSchema } from '../channels/param.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import type { SubscriptionDeps } from './deps.ts';
import { listFeed } from './feed/list-feed.ts';
import { listSubscriptions } from './list-subscriptions.ts';
import { readSubscription, subscribe, unsubscribe } from './subscribe.ts';

const standing = { status: 200, description: 'How you stand to the channel now', body: subscriptionStateSchema };

/** Whom people follow, and what comes of it. */
export function subscriptionRoutes(deps: SubscriptionDeps) {
  return new Hono<AppEnv>()
    .get(
      '/channels/:channel/subscription',
      operation({
        tag: 'Subscriptions',
        summary: 'Whether you are subscribed to a channel, and how many are',
        answer: standing,
        errors: ['not_found'],
        auth: 'optional',
      }),
      validated('param', channelParamSchema),
      async (c) => c.json(await readSubscription(deps, c.get('viewer'), c.req.valid('param').channel), 200),
    )
    .put(
      '/channels/:channel/subscription',
      operation({
        tag: 'Subscriptions',
        summary: 'Subscribe to a channel, or change what you are told of it',
        description:
          '`notifications`: `all` of its videos, the `personalised` choice of them, or `none`. Left out, it stays as it is.',
        answer: standing,
        errors: ['not_found', 'quota_exceeded'],
        auth: 'required',
      }),
      validated('param', channelParamSchema),
      validated('json', setSubscriptionSchema),
      async (c) => {
        const { channel } = c.req.valid('param');
        return c.json(await subscribe(deps, requireViewer(c.get('viewer')), channel, c.req.valid('json')), 200);
      },
    )
    .delete(
      '/channels/:channel/subscription',
      operation({
        tag: 'Subscriptions',
        summary: 'End your subscription to a channel',
        answer: standing,
        errors: ['not_found'],
        auth: 'required',
      }),
      validated('param', channelParamSchema),
      async (c) => c.json(await unsubscribe(deps, requireViewer(c.get('viewer')), c.req.valid('param').channel), 200),
    )
    .get(
      '/me/subscriptions',
      operation({
        tag: 'Subscriptions',
        summary: 'The channels you are subscribed to, the latest first',
        answer: { status: 200, description: 'A page of subscriptions', body: subscriptionsPageSchema },
        errors: ['invalid_cursor'],
        auth: 'required',
      }),
      validated('query', subscriptionsQuerySchema),
      async (c) => c.json(await listSubscriptions(deps, requireViewer(c.get('viewer')), c.req.valid('query'))),
    )
    .get(
      '/me/feed',
      operation({
        tag: 'Subscriptions',
        summary: 'New videos of the channels you are subscribed to, newest first',
        description:
          'Of the last 90 days. A page may be shorter than `limit` and not be the last: that one has no cursor.',
        answer: { status: 200, description: 'A page of your feed', body: feedPageSchema },
        errors: ['invalid_cursor'],
        auth: 'required',
      }),
      validated('query', feedQuerySchema),
      async (c) => c.json(await listFeed(deps, requireViewer(c.get('viewer')), c.req.valid('query'))),
    );
}
