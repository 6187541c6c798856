import { verifiedParts } from '../../platform/object-store/multipart-etag.ts';
import type { StoredPart } from '../../platform/object-store/object-store.ts';
import type { CompleteUpload, UploadCompleted } from '../../shared/contracts/uploads.ts';
import { AppError } from '../../shared/errors.ts';
import { withLease } from '../leases/with-lease.ts';
import { type Announced, acceptOriginal } from './accept-original.ts';
import { copyTwin } from './copy-twin.ts';
import type { UploadDeps } from './deps.ts';
import { failUpload } from './fail-upload.ts';
import { findUpload, requireOpen } from './find-upload.ts';
import { allPartNumbers } from './part-plan.ts';
import type { Upload } from './store.ts';

type ClaimedPart = { partNumber: number; etag: string };

/** A second call waits for the first: joining and hashing gigabytes takes a while. */
const waitForOtherMs = 20_000;

/**
 * Turns the parts into the video's original and queues its transcoding, exactly once however often and at however many
 * origins it is called. Every step can be repeated and the commit at the end decides, so a call after a crash goes on
 * where that one died. Throws `part_mismatch` (the upload stays open), `size_mismatch`, `checksum_mismatch` or
 * `unsupported_media` (it has failed), `upload_expired`, `upload_not_open`, `unavailable`.
 */
export function completeUpload(
  deps: UploadDeps,
  userId: string,
  uploadId: string,
  input: CompleteUpload,
): Promise<UploadCompleted> {
  return completeOnce(deps, userId, uploadId, async (upload) => {
    if (upload.protocol !== 'multipart') throw new AppError('upload_not_open', 'tus ends this upload by itself');
    const announced: Announced = {
      sha256: [upload.sha256, input.sha256].filter((sha256) => sha256 != null),
      partSha256: new Map(input.parts.flatMap((part) => (part.sha256 ? [[part.part_number, part.sha256]] : []))),
    };
    if (upload.duplicateOf !== null && input.parts.length === 0) {
      if (await claimed(deps, upload)) await copyTwin(deps, upload, announced);
      return;
    }
    const parts = input.parts.map((part) => ({ partNumber: part.part_number, etag: part.etag }));
    const stored = await deps.objects.listParts({ key: upload.objectKey, uploadId: upload.storeUploadId });
    if (stored !== null && upload.sizeBytes > 0) {
      const verified = verifiedParts(parts, stored);
      requireEveryPart(upload, verified);
      await requireSize(deps, upload, verified);
    }
    if (!(await claimed(deps, upload))) return;
    await join(deps, upload, parts);
    await acceptOriginal(deps, upload, announced);
  });
}

/** The same for an upload whose parts the client does not know, as under tus: all that the store has are the file. */
export function completeStoredUpload(deps: UploadDeps, userId: string, uploadId: string): Promise<UploadCompleted> {
  return completeOnce(deps, userId, uploadId, async (upload) => {
    const stored = await deps.objects.listParts({ key: upload.objectKey, uploadId: upload.storeUploadId });
    if (stored !== null) await requireSize(deps, upload, stored);
    if (!(await claimed(deps, upload))) return;
    // Without a list an earlier call joined the parts already.
    if (stored !== null) await join(deps, upload, stored);
    await acceptOriginal(deps, upload, {
      sha256: upload.sha256 === null ? [] : [upload.sha256],
      partSha256: new Map(),
    });
  });
}

async function completeOnce(
  deps: UploadDeps,
  userId: string,
  uploadId: string,
  complete: (upload: Upload) => Promise<void>,
): Promise<UploadCompleted> {
  const find = () => findUpload(deps.store, uploadId, userId);
  let upload = await find();
  if (upload.state !== 'completed') {
    await withLease(
      deps,
      `upload:${uploadId}`,
      async () => {
        upload = await find();
        if (upload.state === 'completed') return;
        if (upload.state !== 'completing') requireOpen(upload, deps.clock());
        await complete(upload);
        upload = await find();
      },
      { waitMs: waitForOtherMs },
    );
  }
  if (upload.state !== 'completed') throw new AppError('upload_not_open', `this upload is ${upload.state}`);
  return { video_id: upload.videoId, status: 'processing' };
}

function claimed(deps: UploadDeps, upload: Upload): Promise<boolean> {
  return deps.store.claimForCompletion(upload.id, deps.clock());
}

function requireEveryPart(upload: Upload, parts: readonly ClaimedPart[]): void {
  const numbers = new Set(parts.map((part) => part.partNumber));
  const missing = allPartNumbers(upload).filter((number) => !numbers.has(number));
  if (missing.length === 0 && numbers.size === allPartNumbers(upload).length) return;
  throw new AppError('part_mismatch', 'name every part of the file once', {
    details: { part_numbers: missing.slice(0, 100) },
  });
}

async function requireSize(deps: UploadDeps, upload: Upload, parts: readonly StoredPart[]): Promise<void> {
  if (parts.reduce((sum, part) => sum + part.sizeBytes, 0) !== upload.sizeBytes)
    throw await failUpload(deps, upload, 'size_mismatch', 'The parts do not add up to the announced size.');
}

async function join(deps: UploadDeps, upload: Upload, parts: ClaimedPart[]): Promise<void> {
  // S3 cannot join no parts, and an empty file is no video.
  if (upload.sizeBytes === 0) throw await failUpload(deps, upload, 'unsupported_media', 'The file is empty.');
  try {
    const at = { key: upload.objectKey, uploadId: upload.storeUploadId };
    await deps.objects.completeMultipartUpload({ ...at, parts });
  } catch (error) {
    // A part was replaced since it was looked at, and may be sent again; or there is no room, and the user may make some.
    if (error instanceof AppError && (error.code === 'part_mismatch' || error.code === 'storage_full'))
      await deps.store.reopen(upload.id, deps.clock());
    throw error;
  }
}
