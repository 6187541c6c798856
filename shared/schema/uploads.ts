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
    /** How the bytes come: presigned parts, or tus. */
    protocol: text('protocol', { enum: ['multipart', 'tus'] })
      .notNull()
      .default('multipart'),
    /** The client's `Upload-Metadata`, which tus has to repeat to it. */
    tusMetadata: text('tus_metadata'),
    /** As the client announced it, hex. */
    sha256: text('sha256'),
    /** As origin computed it over the stored original; only announced files are read for it. */
    contentSha256: text('content_sha256'),
    /** The user's earlier upload with the same content, whose original is copied instead of sent. */
    duplicateOf: text('duplicate_of'),
    partSizeBytes: integer('part_size_bytes').notNull(),
    objectKey: text('object_key').notNull(),
    /** The object store's own id of the multipart upload. */
    storeUploadId: text('store_upload_id').notNull(),
    /** `deleted`: was completed, and its video has been deleted since. */
    state: text('state', {
      enum: ['open', 'completing', 'completed', 'failed', 'aborted', 'expired', 'deleted'],
    }).notNull(),
    /** When the original was given up, or was to be, while the video stays. */
    originalRemovedAt: time('original_removed_at'),
    expiresAt: time('expires_at').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    index('uploads_user').on(table.userId, table.createdAt),
    index('uploads_state').on(table.state, table.expiresAt),
    index('uploads_video').on(table.videoId),
    index('uploads_quota').on(table.userId, table.state, table.sizeBytes),
    index('uploads_kept').on(table.state, table.originalRemovedAt, table.updatedAt),
    index('uploads_to_release').on(table.state, table.storeUploadId),
  ],
);
