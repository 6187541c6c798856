import * as z from 'zod';
import { notificationOutcomes } from '../../../shared/contracts/notification-words.ts';
import { reportableKinds } from '../../../shared/contracts/reports.ts';

/** Of BullMQ. */
export const notificationsQueue = 'notifications';

/** Whoever asks for one person comes before the pages of those who ask for a channel's subscribers. */
export const priorities = { person: 0, crowd: 10 } as const;

const outcome = z.enum(notificationOutcomes);

/** What happened, as the transaction in which it did wrote it down. */
export const notificationEventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('video_published'), video_id: z.string() }),
  /** Everybody sees it now: a reply, or one that names channels. */
  z.object({ event: z.literal('comment_shown'), comment_id: z.string() }),
  z.object({ event: z.literal('comment_hearted'), comment_id: z.string(), actor_id: z.string() }),
  z.object({
    ...{ event: z.literal('comment_decided'), comment_id: z.string() },
    ...{ outcome, reasons: z.array(z.string()) },
  }),
  z.object({
    ...{ event: z.literal('report_decided'), outcome },
    ...{ object_kind: z.enum(reportableKinds), object_id: z.string() },
    /** Reports from before are about an earlier decision. */
    since_ms: z.int(),
  }),
  z.object({ event: z.literal('video_taken_down'), video_id: z.string() }),
  z.object({ event: z.literal('upload_ended'), video_id: z.string(), failed: z.boolean() }),
  z.object({ event: z.literal('channel_offered'), channel_id: z.string(), user_id: z.string() }),
]);

export const notificationJobSchema = z.object({
  /** The same in every job about this event: nobody is told of it twice. */
  event_id: z.string(),
  event: notificationEventSchema,
  /** The last of those who were told; `null` at the beginning. */
  after_user_id: z.string().nullable(),
});

export type NotificationEvent = z.infer<typeof notificationEventSchema>;
export type NotificationJob = z.infer<typeof notificationJobSchema>;
