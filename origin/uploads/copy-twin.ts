import { AppError } from '../../shared/errors.ts';
import { type Announced, finish } from './accept-original.ts';
import type { UploadDeps } from './deps.ts';
import { failUpload } from './fail-upload.ts';
import { allPartNumbers } from './part-plan.ts';
import type { Upload } from './store.ts';

/**
 * Makes the original a copy of the user's earlier one, inside the object store. That one was hashed here when it came,
 * so nothing the client says is taken on trust. Throws `part_mismatch` when it is gone: the parts can be sent instead.
 */
export async function copyTwin(deps: UploadDeps, upload: Upload, announced: Announced): Promise<void> {
  const { store, objects } = deps;
  const { sha256, sizeBytes } = upload;
  const twin = sha256 === null ? undefined : await store.findStoredTwin(upload.userId, { sha256, sizeBytes });
  const isCopied = twin !== undefined && (await copyIfThere(deps, twin.objectKey, upload.objectKey));
  if (!isCopied) {
    await store.forgetTwin(upload.id, deps.clock());
    throw new AppError('part_mismatch', 'the earlier file is gone; send this one', {
      details: { part_numbers: allPartNumbers(upload).slice(0, 100) },
    });
  }
  if (announced.sha256.some((hex) => hex !== sha256))
    throw await failUpload(deps, upload, 'checksum_mismatch', 'The file does not have the announced SHA-256.');
  await finish(deps, upload, sha256);
  // Opened in case the earlier file were gone. If this fails the clean-up finds it.
  await objects.abortMultipartUpload({ key: upload.objectKey, uploadId: upload.storeUploadId }).catch(() => {});
}

async function copyIfThere(deps: UploadDeps, fromKey: string, toKey: string): Promise<boolean> {
  try {
    await deps.objects.copy(fromKey, toKey);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return false;
    throw error;
  }
}
