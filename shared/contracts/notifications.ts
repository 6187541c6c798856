import * as z from 'zod';
import { idSchema, videoIdSchema } from '../ids.ts';
import { type Locale, locales } from '../messages/locales.ts';
import { mutableKinds, notificationKinds, notificationOutcomes } from './notification-words.ts';

/** Counted so far; whoever has more unread ones is shown this number. */
export const MAX_UNREAD_COUNT = 100;

const localeSchema = z.enum(Object.keys(locales) as [Locale, ...Locale[]]); // its own keys

const channelSchema = z.object({ channel_id: idSchema, handle: z.string(), name: z.string() });

export const notificationSchema = z.object({
  notification_id: idSchema,
  kind: z.enum(notificationKinds),
  read: z.boolean(),
  created_at: z.iso.datetime(),
  /** Of the newest event in it. */
  updated_at: z.iso.datetime(),
  event_count: z.int(),
  /** Different people among them; `actor` is the newest, `null` where it was no person or one who is gone. */
  actor_count: z.int(),
  actor: z.object({ user_id: z.string(), username: z.string(), image_url: z.string().nullable() }).nullable(),
  channel: channelSchema.nullable(),
  /** `null` also when you may not see it any more. */
  video: z.object({ video_id: videoIdSchema, title: z.string() }).nullable(),
  /** The newest, in its first words; `null` also when it is gone. */
  comment: z.object({ comment_id: idSchema, excerpt: z.string() }).nullable(),
  /** Of decisions. */
  outcome: z.enum(notificationOutcomes).nullable(),
  reasons: z.array(z.string()),
});

export const notificationListSchema = z.object({
  notifications: z.array(notificationSchema),
  next_cursor: z.string().nullable(),
  unread_count: z.int(),
  /** The newest event: with it you mark all as read that you can have seen, and follow what comes after. */
  last_event_id: z.int(),
});

export const notificationQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(50).default(20),
  cursor: z.string().max(300).optional(),
});

export const unreadCountSchema = notificationListSchema.pick({ unread_count: true, last_event_id: true });

/** One event of the stream: what is new since the one before, oldest first. */
export const notificationNewsSchema = unreadCountSchema.extend({ notifications: z.array(notificationSchema) });

export const followQuerySchema = z.object({ last_event_id: z.coerce.number().int().min(0).optional() });
export const readUpToSchema = z.object({ last_event_id: z.int().min(0) });

export const changeNotificationSettingsSchema = z.object({
  muted_kinds: z
    .array(z.enum(mutableKinds))
    .max(mutableKinds.length)
    .transform((kinds) => [...new Set(kinds)]),
  /** Left out, these two stay as they are. */
  mailed_kinds: z
    .array(z.enum(notificationKinds))
    .max(notificationKinds.length)
    .transform((kinds) => [...new Set(kinds)])
    .optional(),
  mail_language: localeSchema.optional(),
});
export const unsubscribeSchema = z.object({ token: z.string().max(200) });
export const notificationSettingsSchema = z.object({
  muted_kinds: z.array(z.enum(mutableKinds)),
  /** By mail, too, at an address that is confirmed. */
  mailed_kinds: z.array(z.enum(notificationKinds)),
  /** `null` until it is known. */
  mail_language: localeSchema.nullable(),
  muted_channels: z.array(channelSchema),
});

export type Notification = z.infer<typeof notificationSchema>;
export type NotificationList = z.infer<typeof notificationListSchema>;
export type NotificationQuery = z.infer<typeof notificationQuerySchema>;
export type NotificationNews = z.infer<typeof notificationNewsSchema>;
export type ChangeNotificationSettings = z.infer<typeof changeNotificationSettingsSchema>;
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>;
export type UnreadCount = z.infer<typeof unreadCountSchema>;
