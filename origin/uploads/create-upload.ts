import type { CreateUpload, UploadCreated } from '../../shared/contracts/uploads.ts';
import type { SignedIn } from '../policy/who.ts';
import { beginUpload } from './begin-upload.ts';
import type { UploadDeps } from './deps.ts';
import { requireOpen } from './find-upload.ts';
import { allPartNumbers } from './part-plan.ts';
import { signPartUrls } from './sign-part-urls.ts';

/** More URLs than this come from `POST /uploads/{id}/parts`, as the client gets there. */
const maxInitialUrls = 1000;

/** Begins an upload in presigned parts. `uploadId` is the same in every attempt of one request. Throws as `beginUpload`. */
export async function createUpload(
  deps: UploadDeps,
  viewer: SignedIn,
  input: CreateUpload,
  uploadId?: string,
): Promise<UploadCreated> {
  const upload = await beginUpload(deps, viewer, input, {
    protocol: 'multipart',
    ...(uploadId === undefined ? {} : { uploadId }),
  });
  requireOpen(upload, deps.clock());
  const twin = upload.duplicateOf === null ? undefined : await deps.store.findOwned(upload.duplicateOf, viewer.userId);
  const firstNumbers = twin ? [] : allPartNumbers(upload).slice(0, maxInitialUrls);
  return {
    upload_id: upload.id,
    video_id: upload.videoId,
    part_size: upload.partSizeBytes,
    parts: await signPartUrls(deps, upload, firstNumbers),
    ...(twin ? { duplicate_of: twin.videoId } : {}),
    expires_at: upload.expiresAt.toISOString(),
  };
}
