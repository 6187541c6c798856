import { objectKeys } from '../../shared/media/object-keys.ts';
import { completeStoredUpload } from '../uploads/complete-upload.ts';
import type { UploadDeps } from '../uploads/deps.ts';
import type { Upload } from '../uploads/store.ts';

/** Ends an upload whose bytes are all there, like any other. May be repeated; throws what completing throws. */
export async function finishUpload(deps: UploadDeps, userId: string, upload: Upload): Promise<void> {
  await completeStoredUpload(deps, userId, upload.id);
  await deps.objects.delete([objectKeys.originalRemainder(upload.objectKey)]);
}
