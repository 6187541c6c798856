import { objectKeys } from '../../shared/media/object-keys.ts';
import type { UploadDeps } from './deps.ts';
import type { Upload } from './store.ts';

/**
 * Removes what an ended upload left in the object store. When it fails or the process dies first, the periodic
 * expiry does it later: only afterwards the row forgets its store id.
 */
export async function releaseStorage(deps: Pick<UploadDeps, 'store' | 'objects' | 'log'>, upload: Upload) {
  try {
    if (upload.storeUploadId !== '')
      await deps.objects.abortMultipartUpload({ key: upload.objectKey, uploadId: upload.storeUploadId });
    await deps.objects.delete([upload.objectKey, objectKeys.originalRemainder(upload.objectKey)]);
    await deps.store.markStorageReleased(upload.id);
  } catch (error) {
    deps.log.warn({ err: error, uploadId: upload.id }, 'the storage of an ended upload could not be released yet');
  }
}
