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
  /** An earlier video of the user's made from the very same file: complete with no parts, and nothing has to be sent. */
  duplicate_of: videoIdSchema.optional(),
  expires_at: z.iso.datetime(),
});

/** `deleted`: it was completed, and its video has been deleted since. */
export const uploadStateSchema = z.enum(['open', 'completing', 'completed', 'failed', 'aborted', 'expired', 'deleted']);
export const uploadProtocolSchema = z.enum(['multipart', 'tus']);

/** One of the uploads under way, with what a client needs to know its file again. */
export const uploadSummarySchema = z.object({
  upload_id: idSchema,
  video_id: videoIdSchema,
  protocol: uploadProtocolSchema,
  state: uploadStateSchema,
  filename: z.string(),
  size_bytes: z.int(),
  sha256: sha256Schema.nullable(),
  part_size: z.int(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
});
export const uploadListSchema = z.object({ uploads: z.array(uploadSummarySchema), next_cursor: z.string().nullable() });

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
  parts: z
    .array(
      z.object({
        part_number: partNumberSchema,
        etag: z.string().min(1).max(200),
        /** Compared with what the store holds. */
        sha256: sha256Schema.optional(),
      }),
    )
    .max(10_000),
  /** Of the whole file. */
  sha256: sha256Schema.optional(),
});

export const uploadCompletedSchema = z.object({ video_id: videoIdSchema, status: z.literal('processing') });

export type CreateUpload = z.infer<typeof createUploadSchema>;
export type UploadCreated = z.infer<typeof uploadCreatedSchema>;
export type UploadSummary = z.infer<typeof uploadSummarySchema>;
export type UploadList = z.infer<typeof uploadListSchema>;
export type UploadState = z.infer<typeof uploadStateSchema>;
export type UploadStatus = z.infer<typeof uploadStatusSchema>;
export type UploadPartUrl = z.infer<typeof uploadPartUrlSchema>;
export type CompleteUpload = z.infer<typeof completeUploadSchema>;
export type UploadCompleted = z.infer<typeof uploadCompletedSchema>;
