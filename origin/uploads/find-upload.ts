import { AppError } from '../../shared/errors.ts';
import type { Upload, UploadStore } from './store.ts';

/** The user's upload. Throws `not_found` for a missing one and another user's alike. */
export async function findUpload(store: UploadStore, uploadId: string, userId: string): Promise<Upload> {
  const upload = await store.findOwned(uploadId, userId);
  if (!upload) throw new AppError('not_found', 'there is no such upload');
  return upload;
}

/** Throws `upload_expired` or `upload_not_open` unless parts may still be sent. */
export function requireOpen(upload: Upload, now: Date): void {
  if (upload.state === 'expired' || (upload.state === 'open' && upload.expiresAt <= now))
    throw new AppError('upload_expired', 'this upload has expired; start a new one');
  if (upload.state !== 'open') throw new AppError('upload_not_open', `this upload is ${upload.state}`);
}
