import type { ChannelStore } from '../channels/store.ts';
import type { VideoDeps } from '../videos/find-visible-video.ts';
import type { FeedStore } from './feed/store.ts';
import type { SubscriptionLimits, SubscriptionStore } from './store.ts';

export type SubscriptionDeps = {
  channels: ChannelStore;
  subscriptions: SubscriptionStore;
  feed: FeedStore;
  videos: VideoDeps;
  subscriptionLimits: SubscriptionLimits;
  clock: () => Date;
};
