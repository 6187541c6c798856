import * as z from 'zod';
import { idSchema } from '../ids.ts';
import { listedVideoSchema } from './listed-video.ts';

/** What of a channel's videos a subscriber is told of: every one, those that are picked for them, or none. */
export const subscriptionLevels = ['all', 'personalised', 'none'] as const;

export const setSubscriptionSchema = z.object({
  /** Left out, it stays as it is; a new subscription is `personalised`. */
  notifications: z.enum(subscriptionLevels).optional(),
});

/** How the viewer stands to a channel. */
export const subscriptionStateSchema = z.object({
  subscribed: z.boolean(),
  /** Null without a subscription. */
  notifications: z.enum(subscriptionLevels).nullable(),
  subscriber_count: z.int(),
});

export const subscriptionSchema = z.object({
  channel: z.object({ channel_id: idSchema, handle: z.string(), name: z.string() }),
  notifications: z.enum(subscriptionLevels),
  subscriber_count: z.int(),
  subscribed_at: z.iso.datetime(),
});

const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(24),
  cursor: z.string().max(300).optional(),
});
export const subscriptionsQuerySchema = pageQuerySchema;
export const feedQuerySchema = pageQuerySchema;

export const subscriptionsPageSchema = z.object({
  subscriptions: z.array(subscriptionSchema),
  next_cursor: z.string().nullable(),
});

/** `published_at` is when everybody could see the video for the first time. */
export const feedVideoSchema = listedVideoSchema.extend({ published_at: z.iso.datetime() });
export const feedPageSchema = z.object({ videos: z.array(feedVideoSchema), next_cursor: z.string().nullable() });

export type SubscriptionLevel = (typeof subscriptionLevels)[number];
export type SetSubscription = z.infer<typeof setSubscriptionSchema>;
export type SubscriptionState = z.infer<typeof subscriptionStateSchema>;
export type Subscription = z.infer<typeof subscriptionSchema>;
export type SubscriptionsQuery = z.infer<typeof subscriptionsQuerySchema>;
export type SubscriptionsPage = z.infer<typeof subscriptionsPageSchema>;
export type FeedQuery = z.infer<typeof feedQuerySchema>;
export type FeedPage = z.infer<typeof feedPageSchema>;
