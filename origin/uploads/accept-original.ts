import { AppError } from '../../shared/errors.ts';
import { SNIFF_BYTES, sniffContainer } from '../../shared/media/sniff-container.ts';
import type { UploadDeps } from './deps.ts';
import { failUpload } from './fail-upload.ts';
import { hashObject } from './hash-object.ts';
import type { Upload } from './store.ts';

/** What the client said its bytes are. Lower-case hex. */
export type Announced = {
  sha256: readonly string[];
  /** By part number. */
  partSha256: ReadonlyMap<number, string>;
};

/**
 * The second half of every completion: looks at the object that now stands under the upload's key and makes it the
 * video's original. Throws `size_mismatch`, `unsupported_media` or `checksum_mismatch`, and the upload has failed.
 */
export async function acceptOriginal(deps: UploadDeps, upload: Upload, announced: Announced): Promise<void> {
  const object = await deps.objects.head(upload.objectKey);
  if (object?.sizeBytes !== upload.sizeBytes)
    throw await failUpload(deps, upload, 'size_mismatch', 'The file does not have the announced size.');
  if (!(await looksLikeVideo(deps, upload.objectKey)))
    throw await failUpload(
      deps,
      upload,
      'unsupported_media',
      'The file is not a video in a format that is known here.',
    );
  await finish(deps, upload, await verifiedSha256(deps, upload, announced));
}

export async function finish(deps: UploadDeps, upload: Upload, contentSha256: string | null): Promise<void> {
  if (await deps.store.finishUpload(upload, contentSha256, deps.clock())) deps.wakeRelay();
}

/** Told by the first bytes; neither the name nor the type that was announced counts. */
async function looksLikeVideo(deps: UploadDeps, key: string): Promise<boolean> {
  const head = await deps.objects.get(key, { range: { start: 0, end: SNIFF_BYTES - 1 } });
  if (!head) throw new AppError('unavailable', 'the object store lost sight of the file; try again');
  return sniffContainer(new Uint8Array(await new Response(head.body).arrayBuffer())) !== null;
}

/** The file's SHA-256 if the client announced any; nobody else needs gigabytes read again. */
async function verifiedSha256(deps: UploadDeps, upload: Upload, announced: Announced): Promise<string | null> {
  const { sha256, partSha256 } = announced;
  if (sha256.length === 0 && partSha256.size === 0) return null;
  const partSizeBytes = partSha256.size === 0 ? {} : { partSizeBytes: upload.partSizeBytes };
  const actual = await hashObject(deps.objects, upload.objectKey, partSizeBytes);
  const damaged = [...partSha256].filter(([number, hex]) => actual.parts[number - 1] !== hex).map(([number]) => number);
  if (damaged.length > 0) {
    const message = `Parts do not have the announced SHA-256: ${damaged.slice(0, 10).join(', ')}.`;
    const details = { part_numbers: damaged.slice(0, 100) };
    throw await failUpload(deps, upload, 'checksum_mismatch', message, details);
  }
  if (sha256.some((hex) => hex !== actual.whole))
    throw await failUpload(deps, upload, 'checksum_mismatch', 'The file does not have the announced SHA-256.');
  return actual.whole;
}
