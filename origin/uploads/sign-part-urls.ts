import type { UploadPartUrl } from '../../shared/contracts/uploads.ts';
import { AppError } from '../../shared/errors.ts';
import type { UploadDeps } from './deps.ts';
import { partSize } from './part-plan.ts';
import type { Upload } from './store.ts';

type Signable = Pick<Upload, 'objectKey' | 'storeUploadId' | 'sizeBytes' | 'partSizeBytes'>;

/** One URL per part number, each good for exactly that part's bytes. Throws `validation_failed` for a number beyond the last. */
export async function signPartUrls(
  deps: Pick<UploadDeps, 'objects' | 'limits'>,
  upload: Signable,
  partNumbers: readonly number[],
): Promise<UploadPartUrl[]> {
  return Promise.all(
    partNumbers.map(async (partNumber) => {
      const sizeBytes = partSize(upload, partNumber);
      if (sizeBytes === null) throw new AppError('validation_failed', `this upload has no part ${partNumber}`);
      const { url, expiresAt } = await deps.objects.signPartUrl({
        key: upload.objectKey,
        uploadId: upload.storeUploadId,
        partNumber,
        sizeBytes,
        expiresInSec: deps.limits.partUrlTtlSec,
      });
      return { part_number: partNumber, url, expires_at: expiresAt.toISOString() };
    }),
  );
}
