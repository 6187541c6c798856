import type { UploadStatus } from '../../shared/contracts/uploads.ts';
import type { UploadDeps } from './deps.ts';
import { findUpload } from './find-upload.ts';
import { allPartNumbers } from './part-plan.ts';

/** What the store holds of an upload, so that a client that lost track sends only the rest. */
export async function uploadStatus(
  deps: Pick<UploadDeps, 'store' | 'objects'>,
  userId: string,
  uploadId: string,
): Promise<UploadStatus> {
  const upload = await findUpload(deps.store, uploadId, userId);
  const isLive = upload.state === 'open' || upload.state === 'completing';
  const stored = isLive
    ? await deps.objects.listParts({ key: upload.objectKey, uploadId: upload.storeUploadId })
    : null;
  const storedNumbers = new Set(stored?.map((part) => part.partNumber));
  const isCopied = upload.duplicateOf !== null && storedNumbers.size === 0;
  return {
    upload_id: upload.id,
    video_id: upload.videoId,
    state: upload.state,
    size_bytes: upload.sizeBytes,
    part_size: upload.partSizeBytes,
    parts: (stored ?? []).map((part) => ({
      part_number: part.partNumber,
      etag: part.etag,
      size_bytes: part.sizeBytes,
    })),
    // The store forgets the parts once they are one object: then nothing is missing. Nor is it of a file known already.
    missing: stored === null || isCopied ? [] : allPartNumbers(upload).filter((number) => !storedNumbers.has(number)),
    expires_at: upload.expiresAt.toISOString(),
  };
}
