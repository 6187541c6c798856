import { AppError } from '../../shared/errors.ts';
import { failureWords } from '../../shared/media/failure-words.ts';
import type { UploadDeps } from './deps.ts';
import { findUpload } from './find-upload.ts';
import { releaseStorage } from './release-storage.ts';

/** Gives an upload up. Harmless when it ended already; throws `upload_not_open` once it is complete or being completed. */
export async function abortUpload(deps: UploadDeps, userId: string, uploadId: string): Promise<void> {
  const upload = await findUpload(deps.store, uploadId, userId);
  const failure = { code: 'upload_cancelled', message: failureWords.upload_cancelled } as const;
  if (await deps.store.endUpload(upload, { from: ['open'], state: 'aborted', failure }, deps.clock())) {
    await releaseStorage(deps, upload);
    return;
  }
  const { state } = await findUpload(deps.store, uploadId, userId);
  if (state === 'completing' || state === 'completed') throw new AppError('upload_not_open', `this upload is ${state}`);
}
