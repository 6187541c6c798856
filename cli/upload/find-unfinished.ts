import { basename } from 'node:path';
import { createPartEtag } from '../../platform/object-store/part-etag.ts';
import type { ApiClient } from '../../shared/client/api-client.ts';
import { AppError } from '../../shared/errors.ts';
import { planParts } from './plan-parts.ts';
import type { KnownUpload } from './upload-file.ts';

/**
 * An unfinished upload of this very file that was begun elsewhere, or by a run whose memory is lost. Name and size only
 * suggest it: every part that is stored has to have the bytes that stand here, by its ETag. `null` when there is none.
 */
export async function findUnfinished(
  client: Pick<ApiClient, 'listUploads' | 'uploadStatus'>,
  path: string,
): Promise<KnownUpload | null> {
  const file = Bun.file(path);
  for (const upload of await listUnfinished(client)) {
    if (upload.protocol !== 'multipart' || upload.size_bytes !== file.size) continue;
    if (upload.filename !== basename(path).slice(-255)) continue;
    const { state, parts, part_size } = await client.uploadStatus(upload.upload_id);
    if (state !== 'open' || parts.length === 0) continue;
    const etags = new Map(parts.map((part) => [part.part_number, part.etag]));
    if (await haveEtags(file, part_size, etags))
      return { upload_id: upload.upload_id, video_id: upload.video_id, part_size };
  }
  return null;
}

async function listUnfinished(client: Pick<ApiClient, 'listUploads'>) {
  try {
    return (await client.listUploads()).uploads;
  } catch (error) {
    // Only a convenience: a server or a key that does not list them can still take the file.
    if (error instanceof AppError && ['not_found', 'insufficient_scope'].includes(error.code)) return [];
    throw error;
  }
}

/** An ETag of a part is its MD5 in S3; Kinora's own store has ETags of its own. */
async function haveEtags(file: Blob, partSizeBytes: number, etags: ReadonlyMap<number, string>): Promise<boolean> {
  for (const { partNumber, start, end } of planParts(file.size, partSizeBytes)) {
    const etag = etags.get(partNumber)?.replaceAll('"', '').toLowerCase();
    if (etag === undefined) continue;
    const bytes = await file.slice(start, end).bytes();
    const own = createPartEtag();
    own.update(bytes);
    if (own.digest() !== etag && new Bun.CryptoHasher('md5').update(bytes).digest('hex') !== etag) return false;
  }
  return true;
}
