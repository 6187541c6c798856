import * as z from 'zod';

/**
 * What `POST /internal/storage/reconcile` finds. Orphans stand in the object store and no row wants them; what is
 * missing is wanted by a row and not there, which only a person can mend.
 */
export const storageFindingKindSchema = z.enum([
  'orphan_original',
  'orphan_media',
  'orphan_captions',
  'orphan_rungs',
  'orphan_work',
  'orphan_quarantine',
  'orphan_picture',
  'orphan_parts',
  'missing_original',
  'missing_media',
  'missing_captions',
  'missing_picture',
]);

export const storageFindingSchema = z.object({
  kind: storageFindingKindSchema,
  /** `null` for what belongs to no video: pictures of channels. */
  video_id: z.string().nullable(),
  /** The object's key, or the prefix of several. */
  key: z.string(),
  objects: z.int(),
  size_bytes: z.int(),
  removed: z.boolean(),
});

export const storageSummarySchema = z.object({
  /** Looked at. */
  objects: z.int(),
  size_bytes: z.int(),
  orphans: z.int(),
  orphan_bytes: z.int(),
  missing: z.int(),
  removed: z.int(),
});

export const reconcileRequestSchema = z.object({ delete: z.boolean().default(false) });

/** One line of the answer; the last is a summary or an error. */
export const reconcileLineSchema = z.union([
  z.object({ finding: storageFindingSchema }),
  z.object({ objects: z.int() }),
  z.object({ summary: storageSummarySchema }),
  z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
]);

/** What a user's files take up, and how much they may. */
export const storageUsageSchema = z.object({
  used_bytes: z.int(),
  quota_bytes: z.int(),
  /** Of uploads begun within 24 hours. */
  used_today_bytes: z.int(),
  daily_quota_bytes: z.int(),
  open_uploads: z.int(),
  max_open_uploads: z.int(),
  /** Of one file. */
  max_upload_bytes: z.int(),
  /** Where the URLs of parts lead, which the Content-Security-Policy of a page that uploads has to allow. */
  parts_origin: z.url(),
});

/** What one video takes up in the object store, measured once a day; `null` before the first time. */
export const videoStorageSchema = z.object({
  original_bytes: z.int().nullable(),
  media_bytes: z.int().nullable(),
  measured_at: z.iso.datetime().nullable(),
  /** When the original was given up. */
  original_removed_at: z.iso.datetime().nullable(),
});

export type StorageUsage = z.infer<typeof storageUsageSchema>;
export type VideoStorage = z.infer<typeof videoStorageSchema>;
export type StorageFindingKind = z.infer<typeof storageFindingKindSchema>;
export type StorageFinding = z.infer<typeof storageFindingSchema>;
export type StorageSummary = z.infer<typeof storageSummarySchema>;
export type ReconcileLine = z.infer<typeof reconcileLineSchema>;
