import { failureWords } from '../../shared/media/failure-words.ts';
import type { UploadDeps } from './deps.ts';
import { releaseStorage } from './release-storage.ts';

const batchSize = 100;
/** A completion or a creation that was not heard of for so long died with its process. */
const staleAfterMs = 3_600_000;

/** One round: ends uploads past their time and removes what ended uploads left in the store. Returns how many expired. */
export async function expireUploads(deps: Pick<UploadDeps, 'store' | 'objects' | 'clock' | 'log'>): Promise<number> {
  const now = deps.clock();
  const staleSince = new Date(now.getTime() - staleAfterMs);
  const failure = { code: 'upload_expired', message: failureWords.upload_expired } as const;
  let expiredCount = 0;
  for (const upload of await deps.store.listExpired(now, staleSince, batchSize)) {
    if (await deps.store.endUpload(upload, { from: [upload.state], state: 'expired', failure }, now)) expiredCount += 1;
  }
  for (const upload of await deps.store.listToRelease(batchSize)) await releaseStorage(deps, upload);
  return expiredCount;
}
