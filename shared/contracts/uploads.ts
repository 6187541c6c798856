import * as z from 'zod';
import { idSchema, videoIdSchema } from '../ids.ts';
import { videoDetailsSchema } from './videos.ts';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
const partNumberSchema = z.int().min(1).max(10_000);

export const createUploadSchema = videoDetailsSchema.extend({
  filename: z.string().min(1).max(255),
  size_bytes: z.int().min(0),
  mime: z.string().max(127),
  sha256: sha256Schema.optional(),
  channel_id: idSchema.optional(),
});

export const uploadPartUrlSchema = z.object({
  part_number: partNumberSchema,
  /** PUT the part's bytes here; the answer's ETag header goes into `complete`. */
  url: z.url(),
  expires_at: z.iso.datetime(),
});

export const storedPartSchema = z.object({ part_number: partNumberSchema, etag: z.string(), size_bytes: z.int() });

export const uploadCreatedSchema = z.object({
  upload_id: idSchema,
  video_id: videoIdSchema,
  /** Bytes of every part but the last. */
  part_size: z.int(),
  parts: z.array(uploadPartUrlSchema),
  expires_at: z.iso.datetime(),
});

export const uploadStateSchema = z.enum(['open', 'completing', 'completed', 'failed', 'aborted', 'expired']);

export const uploadStatusSchema = z.object({
  upload_id: idSchema,
  video_id: videoIdSchema,
  state: uploadStateSchema,
  size_bytes: z.int(),
  part_size: z.int(),
  parts: z.array(storedPartSchema),
  /** Part numbers the store does not have yet. */
  missing: z.array(partNumberSchema),
  expires_at: z.iso.datetime(),
});

export const signPartsSchema = z.object({ part_numbers: z.array(partNumberSchema).min(1).max(1000) });
export const signedPartsSchema = z.object({ parts: z.array(uploadPartUrlSchema) });

export const completeUploadSchema = z.object({
  parts: z.array(z.object({ part_number: partNumberSchema, etag: z.string().min(1).max(200) })).max(10_000),
  sha256: sha256Schema.optional(),
});

export const uploadCompletedSchema = z.object({ video_id: videoIdSchema, status: z.literal('processing') });

export type CreateUpload = z.infer<typeof createUploadSchema>;
export type UploadCreated = z.infer<typeof uploadCreatedSchema>;
export type UploadState = z.infer<typeof uploadStateSchema>;
export type UploadStatus = z.infer<typeof uploadStatusSchema>;
export type UploadPartUrl = z.infer<typeof uploadPartUrlSchema>;
export type CompleteUpload = z.infer<typeof completeUploadSchema>;
export type UploadCompleted = z.infer<typeof uploadCompletedSchema>;
