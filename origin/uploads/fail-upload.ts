import type { VideoFailure } from '../../shared/contracts/videos.ts';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import type { UploadDeps } from './deps.ts';
import { releaseStorage } from './release-storage.ts';
import type { Upload } from './store.ts';

/** Ends an upload whose bytes cannot become a video, and its video; returns the error to throw. */
export async function failUpload(
  deps: UploadDeps,
  upload: Upload,
  code: ErrorCode,
  message: string,
  details?: unknown,
): Promise<AppError> {
  const failureCode: VideoFailure['code'] = code === 'unsupported_media' ? 'unsupported_media' : 'corrupt_media';
  const end = { from: ['open', 'completing'], state: 'failed', failure: { code: failureCode, message } } as const;
  if (await deps.store.endUpload(upload, end, deps.clock())) await releaseStorage(deps, upload);
  return new AppError(code, message, { details });
}
