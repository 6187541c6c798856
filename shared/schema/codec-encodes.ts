import { index, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { createdAt, updatedAt } from './columns.ts';
import { videos } from './videos.ts';

/** The making of a video's rungs in a codec beside H.264, once it has been asked for. */
export const codecEncodes = sqliteTable(
  'codec_encodes',
  {
    videoId: text('video_id')
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    codec: text('codec', { enum: ['av1'] }).notNull(),
    /** `made`: the rungs are stored, and every packaging of the video can take them in. */
    state: text('state', { enum: ['queued', 'made', 'failed'] }).notNull(),
    /** BullMQ's, of the job that was queued last. */
    jobId: text('job_id').notNull(),
    failureMessage: text('failure_message'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [primaryKey({ columns: [table.videoId, table.codec] }), index('codec_encodes_state').on(table.state)],
);
