import type { CreateUpload } from '../../shared/contracts/uploads.ts';
import { AppError } from '../../shared/errors.ts';
import { newId, newVideoId } from '../../shared/ids.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { partSizeFor } from '../../shared/media/part-size.ts';
import { partsIn } from '../policy/channels.ts';
import { may, requireMay } from '../policy/may.ts';
import type { SignedIn } from '../policy/who.ts';
import { admitUpload } from './admit-upload.ts';
import type { UploadDeps } from './deps.ts';
import type { Upload } from './store.ts';

export type BeginOptions = {
  protocol: Upload['protocol'];
  /** The upload's id. With an id of an upload that the user began already, that is gone on with and nothing counted twice. */
  uploadId?: string;
  /** What a tus client said, as it said it. */
  tusMetadata?: string;
};

/**
 * Makes the video and its upload and opens it in the object store. Quotas are taken here and given back by whatever
 * ends the upload or deletes the video. Throws `payload_too_large`, `rate_limited`, `too_many_uploads`,
 * `quota_exceeded`, `forbidden`, `not_found` (channel).
 */
export async function beginUpload(
  deps: UploadDeps,
  viewer: SignedIn,
  input: CreateUpload,
  options: BeginOptions,
): Promise<Upload> {
  const { limits, store } = deps;
  const { userId } = viewer;
  requireMay(viewer, 'uploads.create', [], 'viewers upload no videos; ask an admin to make you a creator');
  if (input.size_bytes > limits.maxUploadBytes)
    throw new AppError('payload_too_large', `videos may have at most ${limits.maxUploadBytes} bytes`, {
      details: { max_size_bytes: limits.maxUploadBytes },
    });
  const channel = await store.findChannel(userId, input.channel_id);
  if (!channel || !may(viewer, 'channels.upload', partsIn(channel, viewer)))
    throw new AppError('not_found', 'there is no such channel');
  // tus clients send their bytes in any case.
  const twin =
    options.protocol === 'multipart' && input.sha256 !== undefined
      ? await store.findStoredTwin(userId, { sha256: input.sha256, sizeBytes: input.size_bytes })
      : undefined;

  const now = deps.clock();
  const times = { createdAt: now, updatedAt: now };
  const uploadId = options.uploadId ?? newId();
  const videoId = newVideoId();
  const upload = {
    ...times,
    id: uploadId,
    userId,
    videoId,
    protocol: options.protocol,
    tusMetadata: options.tusMetadata ?? null,
    filename: baseName(input.filename),
    mime: input.mime,
    sizeBytes: input.size_bytes,
    sha256: input.sha256 ?? null,
    duplicateOf: twin?.id ?? null,
    partSizeBytes: partSizeFor(input.size_bytes),
    objectKey: objectKeys.original(videoId, uploadId),
    state: 'open' as const,
    expiresAt: new Date(now.getTime() + limits.uploadTtlMs),
  };
  const video = {
    ...times,
    id: videoId,
    channelId: channel.id,
    ownerId: channel.ownerId,
    title: input.title,
    description: input.description ?? '',
    tags: input.tags ?? [],
    category: input.category ?? null,
    language: input.language ?? null,
    visibility: input.visibility ?? 'public',
    codecs: input.codecs ?? null,
    status: 'uploading' as const,
  };
  const reserved = await store.reserveUpload({ video, upload }, now, (usage) =>
    admitUpload(usage, limits, input.size_bytes, now),
  );
  return openInStore(deps, reserved);
}

/** An upload whose row was written before its process died is opened in the store by the next attempt. */
async function openInStore(deps: UploadDeps, upload: Upload): Promise<Upload> {
  if (upload.storeUploadId !== '' || upload.state !== 'open') return upload;
  try {
    const { uploadId: storeUploadId } = await deps.objects.createMultipartUpload(upload.objectKey, {
      contentType: 'application/octet-stream',
      partSizeBytes: upload.partSizeBytes,
    });
    await deps.store.attachStoreUpload(upload.id, storeUploadId);
    return { ...upload, storeUploadId };
  } catch (error) {
    await deps.store.cancelReservation(upload);
    throw error;
  }
}

/** Names may come with the path they had on the client. They are shown, and never part of a path here. */
function baseName(filename: string): string {
  const printable = filename.replace(/\p{Cc}/gu, '');
  return printable.split(/[\\/]/).findLast((segment) => segment !== '') ?? 'video';
}
