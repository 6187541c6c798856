import type { SetSubscription, SubscriptionState } from '../../shared/contracts/subscriptions.ts';
import { AppError } from '../../shared/errors.ts';
import { findChannel } from '../channels/find-channel.ts';
import { requireMay } from '../policy/may.ts';
import type { Actor, SignedIn } from '../policy/who.ts';
import type { SubscriptionDeps } from './deps.ts';
import type { Outcome } from './store.ts';

/** Doing so again changes nothing but the level, where one is given. Throws `not_found` and `quota_exceeded`. */
export async function subscribe(
  deps: SubscriptionDeps,
  actor: SignedIn,
  reference: string,
  { notifications: level }: SetSubscription,
): Promise<SubscriptionState> {
  requireMay(actor, 'subscriptions.change', [], 'sign in to subscribe to channels');
  const { subscriptionLimits: limits, clock } = deps;
  const request = { channelId: await channelIdOf(deps, reference), userId: actor.userId, now: clock() };
  return present(deps, await deps.subscriptions.change({ ...request, subscribed: true, level, limits }));
}

/** Doing so again changes nothing. Throws `not_found`. */
export async function unsubscribe(
  deps: SubscriptionDeps,
  actor: SignedIn,
  reference: string,
): Promise<SubscriptionState> {
  requireMay(actor, 'subscriptions.change', [], 'sign in to change your subscriptions');
  const request = { channelId: await channelIdOf(deps, reference), userId: actor.userId, now: deps.clock() };
  return present(deps, await deps.subscriptions.change({ ...request, subscribed: false }));
}

/** How the actor stands to a channel, and how many are subscribed to it. Throws `not_found`. */
export async function readSubscription(
  deps: SubscriptionDeps,
  actor: Actor,
  reference: string,
): Promise<SubscriptionState> {
  const standing = await deps.subscriptions.read(await channelIdOf(deps, reference), actor?.userId ?? null);
  return present(deps, standing ?? 'missing');
}

const channelIdOf = async ({ channels: store }: SubscriptionDeps, reference: string) =>
  (await findChannel({ store }, reference)).id;

function present({ subscriptionLimits }: SubscriptionDeps, outcome: Outcome): SubscriptionState {
  if (outcome === 'missing') throw new AppError('not_found', 'there is no such channel');
  if (outcome === 'too many')
    throw new AppError(
      'quota_exceeded',
      `an account may subscribe to ${subscriptionLimits.subscriptionsPerUser} channels`,
    );
  const { level, subscriberCount } = outcome;
  return { subscribed: level !== null, notifications: level, subscriber_count: subscriberCount };
}
