import { verifiedParts } from '../../platform/object-store/multipart-etag.ts';
import type { CompleteUpload, UploadCompleted } from '../../shared/contracts/uploads.ts';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import type { UploadDeps } from './deps.ts';
import { findUpload, requireOpen } from './find-upload.ts';
import { hashObject } from './hash-object.ts';
import { allPartNumbers } from './part-plan.ts';
import { releaseStorage } from './release-storage.ts';
import type { Upload } from './store.ts';

type ClaimedPart = { partNumber: number; etag: string };

/**
 * Turns the parts into the video's original and queues its transcoding, exactly once however often it is called.
 * Every step can be repeated and the commit at the end decides, so a call after a crash goes on where that one died.
 * Throws `part_mismatch` (the upload stays open), `size_mismatch` or `checksum_mismatch` (it has failed),
 * `upload_expired`, `upload_not_open`.
 */
export function completeUpload(
  deps: UploadDeps,
  userId: string,
  uploadId: string,
  input: CompleteUpload,
): Promise<UploadCompleted> {
  return deps.exclusively(uploadId, () => complete(deps, userId, uploadId, input));
}

async function complete(
  deps: UploadDeps,
  userId: string,
  uploadId: string,
  input: CompleteUpload,
): Promise<UploadCompleted> {
  const { store, objects } = deps;
  const upload = await findUpload(store, uploadId, userId);
  const answer: UploadCompleted = { video_id: upload.videoId, status: 'processing' };
  if (upload.state === 'completed') return answer;
  if (upload.state !== 'completing') requireOpen(upload, deps.clock());

  const claimed = input.parts.map((part) => ({ partNumber: part.part_number, etag: part.etag }));
  const stored = await objects.listParts({ key: upload.objectKey, uploadId: upload.storeUploadId });
  if (stored !== null && upload.sizeBytes > 0) {
    const parts = verifiedParts(claimed, stored);
    requireEveryPart(upload, parts);
    if (parts.reduce((sum, part) => sum + part.sizeBytes, 0) !== upload.sizeBytes)
      throw await failUpload(deps, upload, 'size_mismatch', 'The parts do not add up to the announced size.');
  }
  if (!(await store.claimForCompletion(uploadId, deps.clock())))
    return afterAnotherCall(deps, userId, uploadId, answer);

  await putTogether(deps, upload, claimed);
  const object = await objects.head(upload.objectKey);
  if (object?.sizeBytes !== upload.sizeBytes)
    throw await failUpload(deps, upload, 'size_mismatch', 'The file does not have the announced size.');
  const expected = [upload.sha256, input.sha256].filter((sha256) => sha256 != null);
  if (expected.length > 0) {
    const actual = await hashObject(objects, upload.objectKey);
    if (expected.some((sha256) => sha256 !== actual))
      throw await failUpload(deps, upload, 'checksum_mismatch', 'The file does not have the announced SHA-256.');
  }

  if (!(await store.finishUpload(upload, deps.clock()))) return afterAnotherCall(deps, userId, uploadId, answer);
  deps.wakeRelay();
  return answer;
}

function requireEveryPart(upload: Upload, parts: readonly ClaimedPart[]): void {
  const numbers = new Set(parts.map((part) => part.partNumber));
  const missing = allPartNumbers(upload).filter((number) => !numbers.has(number));
  if (missing.length === 0 && numbers.size === allPartNumbers(upload).length) return;
  throw new AppError('part_mismatch', 'name every part of the file once', {
    details: { part_numbers: missing.slice(0, 100) },
  });
}

/** Makes the object. S3 cannot complete an upload without parts, so an empty file is put directly. */
async function putTogether(deps: UploadDeps, upload: Upload, parts: ClaimedPart[]): Promise<void> {
  const at = { key: upload.objectKey, uploadId: upload.storeUploadId };
  if (upload.sizeBytes === 0) {
    await deps.objects.putBytes(upload.objectKey, new Uint8Array(0), { contentType: 'application/octet-stream' });
    await deps.objects.abortMultipartUpload(at);
    return;
  }
  try {
    await deps.objects.completeMultipartUpload({ ...at, parts });
  } catch (error) {
    // A part was replaced since it was looked at: the client may send it again.
    if (error instanceof AppError && error.code === 'part_mismatch') await deps.store.reopen(upload.id, deps.clock());
    throw error;
  }
}

/** Ends the upload and its video; returns the error to throw. */
async function failUpload(deps: UploadDeps, upload: Upload, code: ErrorCode, message: string): Promise<AppError> {
  const failure = { code: 'corrupt_media', message } as const;
  const end = { from: ['open', 'completing'], state: 'failed', failure } as const;
  if (await deps.store.endUpload(upload, end, deps.clock())) await releaseStorage(deps, upload);
  return new AppError(code, message);
}

/** What to say when the upload left the live states during this call. */
async function afterAnotherCall(
  deps: UploadDeps,
  userId: string,
  uploadId: string,
  answer: UploadCompleted,
): Promise<UploadCompleted> {
  const { state } = await findUpload(deps.store, uploadId, userId);
  if (state === 'completed') return answer;
  throw new AppError('upload_not_open', `this upload is ${state}`);
}
