import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { toBase64Url } from '../../shared/base64url.ts';
import { AppError } from '../../shared/errors.ts';
import { createKeyedLock } from '../keyed-lock.ts';
import { flush, isSystemError, nullIfMissing, withDiskErrors } from './durable-files.ts';
import type { FilesystemLayout } from './filesystem-layout.ts';
import { multipartEtag, verifiedParts } from './multipart-etag.ts';
import { describeObject, objectPath, parseJson, publishFile, temporaryPath, writeFlushed } from './object-files.ts';
import { checkedKey } from './object-key.ts';
import type { ObjectStore, StoredPart } from './object-store.ts';
import type { PartGrant } from './part-url.ts';

type Upload = { key: string; uploadId: string };
type StoredPartFile = StoredPart & { path: string; modifiedNs: bigint };
type Multipart = Pick<
  ObjectStore,
  'createMultipartUpload' | 'listParts' | 'completeMultipartUpload' | 'abortMultipartUpload'
> & {
  /** Stores a body of exactly the granted size and answers its ETag. */
  storePart(grant: PartGrant, body: AsyncIterable<Uint8Array> | null): Promise<{ etag: string }>;
};

const uploadSchema = z.object({ key: z.string(), contentType: z.string() });
const copyBufferBytes = 1 << 20;

/**
 * Multipart uploads on a disk. A part is one file `<number>.<md5>`: its name carries its etag, so a rename publishes
 * both at once. A crash at any point leaves either the upload, to be completed again, or the object.
 */
export function createFilesystemMultipart(layout: FilesystemLayout): Multipart {
  /** `null` when there is no such upload for that key. */
  const openUpload = async ({ key, uploadId }: Upload) => {
    if (!/^[A-Za-z0-9_-]{22}$/.test(uploadId)) return null;
    const folder = join(layout.uploads, uploadId);
    const text = await nullIfMissing(readFile(join(folder, 'upload.json'), 'utf8'));
    const upload = text === null ? null : uploadSchema.safeParse(parseJson(text));
    return upload?.success && upload.data.key === key ? { folder, contentType: upload.data.contentType } : null;
  };

  /** The rename makes the upload vanish at once; the parts' removal may take a while. */
  const removeUpload = async (folder: string) => {
    const condemned = await temporaryPath(layout);
    await nullIfMissing(rename(folder, condemned));
    await rm(condemned, { recursive: true, force: true });
  };

  const isComplete = async (key: string, etag: string | null) => {
    const facts = await nullIfMissing(stat(objectPath(layout, key), { bigint: true }));
    return facts !== null && etag !== null && (await describeObject(layout, key, facts)).etag === etag;
  };

  const exclusively = createKeyedLock();

  /** Two at once would join and publish over each other's metadata. */
  const complete: Multipart['completeMultipartUpload'] = async ({ key, uploadId, parts: claimed }) => {
    const etag = multipartEtag(claimed);
    const upload = await openUpload({ key, uploadId });
    if (await isComplete(key, etag)) {
      if (upload) await removeUpload(upload.folder);
      return;
    }
    if (!upload) throw new AppError('upload_not_open', 'this upload is completed, aborted or unknown');
    await withDiskErrors(async () => {
      const files = newestOfEach(await readParts(upload.folder));
      const pathByNumber = new Map(files.map(({ partNumber, path }) => [partNumber, path]));
      const paths = verifiedParts(claimed, files).map(({ partNumber }) => pathByNumber.get(partNumber) ?? '');
      const whole = await joinParts(upload.folder, paths);
      await publishFile(layout, key, whole, {
        contentType: upload.contentType,
        ...(etag === null ? {} : { etag }),
      });
    });
    await removeUpload(upload.folder);
  };

  return {
    async createMultipartUpload(key, { contentType }) {
      const uploadId = toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
      await withDiskErrors(async () => {
        const folder = join(layout.uploads, uploadId);
        await mkdir(folder, { recursive: true });
        const temporary = await temporaryPath(layout);
        await writeFlushed(temporary, JSON.stringify({ key: checkedKey(key), contentType }));
        await rename(temporary, join(folder, 'upload.json'));
        await flush(folder);
        await flush(layout.uploads);
      });
      return { uploadId };
    },

    async storePart(grant, body) {
      const gone = new AppError('not_found', 'there is no such upload');
      const upload = await openUpload(grant);
      if (!upload) throw gone;
      const temporary = join(upload.folder, `incoming-${crypto.randomUUID()}`);
      try {
        return await withDiskErrors(async () => {
          const md5 = await writeBody(temporary, body, grant.sizeBytes);
          await rename(temporary, join(upload.folder, `${grant.partNumber}.${md5}`));
          await flush(upload.folder);
          await removeOlderVersions(upload.folder, grant.partNumber);
          return { etag: `"${md5}"` };
        });
      } catch (error) {
        await rm(temporary, { force: true });
        // Aborted or completed while the body was coming in.
        throw isSystemError(error, 'ENOENT') ? gone : error;
      }
    },

    async listParts(upload) {
      const found = await openUpload(upload);
      const parts = found && (await nullIfMissing(readParts(found.folder)));
      return parts && newestOfEach(parts).map(({ partNumber, etag, sizeBytes }) => ({ partNumber, etag, sizeBytes }));
    },

    completeMultipartUpload: (upload) => exclusively(upload.uploadId, () => complete(upload)),

    async abortMultipartUpload(upload) {
      const found = await openUpload(upload);
      if (found) await removeUpload(found.folder);
    },
  };
}

/** Returns the MD5 in hex. Throws `payload_too_large` or `size_mismatch`. */
async function writeBody(path: string, body: AsyncIterable<Uint8Array> | null, sizeBytes: number): Promise<string> {
  const hash = createHash('md5');
  const handle = await open(path, 'wx');
  let writtenBytes = 0;
  try {
    for await (const chunk of body ?? []) {
      writtenBytes += chunk.length;
      if (writtenBytes > sizeBytes) throw new AppError('payload_too_large', `this part has ${sizeBytes} bytes`);
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    if (writtenBytes < sizeBytes)
      throw new AppError('size_mismatch', `this part has ${sizeBytes} bytes, ${writtenBytes} arrived`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

/** One file of all parts, flushed. A single part already is that file. */
async function joinParts(folder: string, paths: readonly string[]): Promise<string> {
  const [only] = paths;
  if (paths.length === 1 && only !== undefined) return only;
  const whole = join(folder, `joined-${crypto.randomUUID()}`);
  const target = await open(whole, 'wx');
  const buffer = Buffer.allocUnsafe(copyBufferBytes);
  try {
    for (const path of paths) {
      const source = await open(path, 'r');
      try {
        for (;;) {
          const { bytesRead } = await source.read(buffer, 0, buffer.length);
          if (bytesRead === 0) break;
          await target.writeFile(buffer.subarray(0, bytesRead));
        }
      } finally {
        await source.close();
      }
    }
    await target.sync();
  } finally {
    await target.close();
  }
  return whole;
}

async function readParts(folder: string): Promise<StoredPartFile[]> {
  const parts: StoredPartFile[] = [];
  for (const name of await readdir(folder)) {
    const [, partNumber, md5] = /^([1-9]\d{0,4})\.([0-9a-f]{32})$/.exec(name) ?? [];
    if (partNumber === undefined || md5 === undefined) continue;
    const path = join(folder, name);
    const facts = await nullIfMissing(stat(path, { bigint: true }));
    if (!facts) continue;
    parts.push({
      partNumber: Number(partNumber),
      etag: `"${md5}"`,
      sizeBytes: Number(facts.size),
      path,
      modifiedNs: facts.mtimeNs,
    });
  }
  return parts;
}

/** The last writer of a part wins, as in S3; the path settles a tie the same way for every reader. */
function newestOfEach(parts: readonly StoredPartFile[]): StoredPartFile[] {
  const newest = new Map<number, StoredPartFile>();
  for (const part of parts) {
    const other = newest.get(part.partNumber);
    if (!other || isNewer(part, other)) newest.set(part.partNumber, part);
  }
  return [...newest.values()].sort((a, b) => a.partNumber - b.partNumber);
}

function isNewer(a: StoredPartFile, b: StoredPartFile): boolean {
  return a.modifiedNs === b.modifiedNs ? a.path > b.path : a.modifiedNs > b.modifiedNs;
}

async function removeOlderVersions(folder: string, partNumber: number): Promise<void> {
  const versions = (await readParts(folder)).filter((part) => part.partNumber === partNumber);
  const kept = new Set(newestOfEach(versions).map(({ path }) => path));
  for (const { path } of versions) if (!kept.has(path)) await rm(path, { force: true });
}
