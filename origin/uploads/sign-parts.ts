import type { UploadPartUrl } from '../../shared/contracts/uploads.ts';
import { AppError } from '../../shared/errors.ts';
import type { UploadDeps } from './deps.ts';
import { findUpload, requireOpen } from './find-upload.ts';
import { signPartUrls } from './sign-part-urls.ts';

/** Fresh URLs for parts of an open upload, for example after the first ones expired. */
export async function signParts(
  deps: Pick<UploadDeps, 'store' | 'objects' | 'limits' | 'clock'>,
  userId: string,
  uploadId: string,
  partNumbers: readonly number[],
): Promise<{ parts: UploadPartUrl[] }> {
  const upload = await findUpload(deps.store, uploadId, userId);
  if (upload.protocol !== 'multipart') throw new AppError('upload_not_open', 'this upload is sent by tus');
  // A completion that died may have found a part wanting; while the store still has the parts they can be sent again.
  if (upload.state !== 'completing') requireOpen(upload, deps.clock());
  return { parts: await signPartUrls(deps, upload, partNumbers) };
}
