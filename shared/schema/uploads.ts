import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './accounts.ts';
import { createdAt, time, updatedAt } from './columns.ts';
import { videos } from './videos.ts';

export const uploads = sqliteTable(
  'uploads',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    videoId: text('video_id')
      .notNull()
      .references(() => videos.id),
    filename: text('filename').notNull(),
    mime: text('mime').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    sha256: text('sha256'),
    partSizeBytes: integer('part_size_bytes').notNull(),
    objectKey: text('object_key').notNull(),
    /** The object store's own id of the multipart upload. */
    storeUploadId: text('store_upload_id').notNull(),
    state: text('state', { enum: ['open', 'completing', 'completed', 'failed', 'aborted', 'expired'] }).notNull(),
    expiresAt: time('expires_at').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    index('uploads_user').on(table.userId, table.createdAt),
    index('uploads_state').on(table.state, table.expiresAt),
  ],
);
