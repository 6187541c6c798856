import * as z from 'zod';

/** Of BullMQ: publications on their way into the feeds of their subscribers. */
export const feedQueue = 'feed-fan-out';

export const feedJobSchema = z.object({ video_id: z.string() });

export type FeedJob = z.infer<typeof feedJobSchema>;
