import type { StorageUsage, VideoStorage } from '../../shared/contracts/storage-care.ts';
import type { Actor } from '../policy/who.ts';
import type { UploadDeps } from '../uploads/deps.ts';
import { findOwnVideo } from '../videos/find-own-video.ts';
import type { VideoDeps } from '../videos/find-visible-video.ts';
import type { StorageCareStore } from './store.ts';

export type UsageDeps = {
  uploads: Pick<UploadDeps, 'store' | 'limits' | 'clock' | 'objects'>;
  videos: VideoDeps;
  storage: Pick<StorageCareStore, 'sizeOf' | 'loadVideos'>;
};

/** What the user's files take up, as the quotas count it. */
export async function storageUsage({ uploads }: UsageDeps, userId: string): Promise<StorageUsage> {
  const { store, limits, clock, objects } = uploads;
  const { storedBytes, dayBytes, openCount } = await store.usage(userId, clock());
  // Signed like any other and never sent: only the store knows how its addresses are made.
  const sample = { key: 'originals/none', uploadId: 'none', partNumber: 1, sizeBytes: 1, expiresInSec: 60 };
  const { url } = await objects.signPartUrl(sample);
  return {
    used_bytes: storedBytes,
    quota_bytes: limits.quotaBytes,
    used_today_bytes: dayBytes,
    daily_quota_bytes: limits.dailyBytes,
    open_uploads: openCount,
    max_open_uploads: limits.openUploads,
    max_upload_bytes: limits.maxUploadBytes,
    parts_origin: new URL(url).origin,
  };
}

/** What one video takes up. Throws `forbidden` for someone else who can see it, else `not_found`. */
export async function videoStorage(deps: UsageDeps, viewer: Actor, videoId: string): Promise<VideoStorage> {
  await findOwnVideo(deps.videos, viewer, videoId);
  const [size, recorded] = await Promise.all([deps.storage.sizeOf(videoId), deps.storage.loadVideos([videoId])]);
  const removedAt = recorded.get(videoId)?.uploads.find((upload) => upload.originalRemovedAt)?.originalRemovedAt;
  return {
    original_bytes: size?.originalBytes ?? null,
    media_bytes: size?.mediaBytes ?? null,
    measured_at: size?.measuredAt.toISOString() ?? null,
    original_removed_at: removedAt?.toISOString() ?? null,
  };
}
