import type { CreateUpload, UploadCreated } from '../../shared/contracts/uploads.ts';
import { AppError } from '../../shared/errors.ts';
import { newId, newVideoId } from '../../shared/ids.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import type { UploadDeps } from './deps.ts';
import { allPartNumbers, partSizeFor } from './part-plan.ts';
import { signPartUrls } from './sign-part-urls.ts';

const hourMs = 3_600_000;
/** More URLs than this come from `POST /uploads/{id}/parts`, as the client gets there. */
const maxInitialUrls = 1000;

/** Makes the video, its upload and the URLs to send it to. Throws `payload_too_large`, `rate_limited`, `not_found` (channel). */
export async function createUpload(deps: UploadDeps, userId: string, input: CreateUpload): Promise<UploadCreated> {
  const { limits, store, objects } = deps;
  if (input.size_bytes > limits.maxUploadBytes)
    throw new AppError('payload_too_large', `videos may have at most ${limits.maxUploadBytes} bytes`, {
      details: { max_size_bytes: limits.maxUploadBytes },
    });
  const channelId = await store.findChannelId(userId, input.channel_id);
  if (channelId === undefined) throw new AppError('not_found', 'there is no such channel');

  const now = deps.clock();
  const times = { createdAt: now, updatedAt: now };
  const uploadId = newId();
  const videoId = newVideoId();
  const upload = {
    ...times,
    id: uploadId,
    userId,
    videoId,
    filename: input.filename,
    mime: input.mime,
    sizeBytes: input.size_bytes,
    sha256: input.sha256 ?? null,
    partSizeBytes: partSizeFor(input.size_bytes),
    objectKey: objectKeys.original(videoId, uploadId),
    state: 'open' as const,
    expiresAt: new Date(now.getTime() + limits.uploadTtlMs),
  };
  const video = {
    ...times,
    id: videoId,
    channelId,
    ownerId: userId,
    title: input.title,
    description: input.description ?? '',
    tags: input.tags ?? [],
    category: input.category ?? null,
    language: input.language ?? null,
    visibility: input.visibility ?? 'public',
    status: 'uploading' as const,
  };
  const since = new Date(now.getTime() - hourMs);
  const reservation = await store.reserveUpload({ video, upload }, { limit: limits.uploadsPerHour, since });
  if (reservation.kind === 'limited') throw rateLimited(reservation.createdAt, limits.uploadsPerHour, now);

  let storeUploadId: string;
  try {
    const created = await objects.createMultipartUpload(upload.objectKey, { contentType: 'application/octet-stream' });
    storeUploadId = created.uploadId;
    await store.attachStoreUpload(uploadId, storeUploadId);
  } catch (error) {
    await store.cancelReservation(uploadId, videoId);
    throw error;
  }
  const firstNumbers = allPartNumbers(upload).slice(0, maxInitialUrls);
  return {
    upload_id: uploadId,
    video_id: videoId,
    part_size: upload.partSizeBytes,
    parts: await signPartUrls(deps, { ...upload, storeUploadId }, firstNumbers),
    expires_at: upload.expiresAt.toISOString(),
  };
}

/** Retry-After is when enough of the counted uploads have left the hour (RFC 9110 §10.2.3, seconds). */
function rateLimited(createdAt: readonly Date[], limit: number, now: Date): AppError {
  const leavesFirst = createdAt[createdAt.length - limit] ?? now;
  const waitSec = Math.max(1, Math.ceil((leavesFirst.getTime() + hourMs - now.getTime()) / 1000));
  return new AppError('rate_limited', `at most ${limit} uploads an hour; try again in ${waitSec} s`, {
    headers: { 'retry-after': String(waitSec) },
    details: { limit, retry_after_sec: waitSec },
  });
}
