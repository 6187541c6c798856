import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { toBase64Url } from '../../shared/base64url.ts';
import { AppError } from '../../shared/errors.ts';
import { createKeyedLock } from '../keyed-lock.ts';
import { takesDirectWrites } from './direct-writes.ts';
import { flush, isSystemError, lacksLinks, nullIfMissing, withDiskErrors } from './durable-files.ts';
import type { FilesystemLayout } from './filesystem-layout.ts';
import { multipartEtag, verifiedParts } from './multipart-etag.ts';
import { describeObject, objectPath, parseJson, publishFile, temporaryPath, writeFlushed } from './object-files.ts';
import { checkedKey } from './object-key.ts';
import type { ListedUpload, ObjectStore } from './object-store.ts';
import { closeWhole, copyPart, newestOfEach, type PartFile, readParts, wholeName } from './part-files.ts';
import type { PartGrant } from './part-url.ts';
import { createSharedFlush } from './shared-flush.ts';
import { type PartBody, type PartWriting, writePart } from './write-part.ts';

type Upload = { key: string; uploadId: string };
type OpenUpload = z.infer<typeof uploadSchema> & { folder: string };
type Multipart = Pick<
  ObjectStore,
  | 'createMultipartUpload'
  | 'putPart'
  | 'listParts'
  | 'completeMultipartUpload'
  | 'abortMultipartUpload'
  | 'listMultipartUploads'
> & {
  /** Stores a body of exactly the granted size and answers its ETag. */
  storePart(grant: Omit<PartGrant, 'expiresAtSec'>, body: PartBody): Promise<{ etag: string }>;
};

const uploadSchema = z.object({
  key: z.string(),
  contentType: z.string(),
  partSizeBytes: z.int().min(1).nullable().default(null),
});

/**
 * Multipart uploads on a disk. Where the part size is known, parts are written to where they belong in one file, which
 * becomes the object; a name in the upload's folder publishes each with its etag. A crash at any point leaves either the
 * upload, to be completed again, or the object.
 */
export function createFilesystemMultipart(layout: FilesystemLayout): Multipart {
  /** `null` when there is no such upload for that key. */
  const openUpload = async ({ key, uploadId }: Upload): Promise<OpenUpload | null> => {
    if (!/^[A-Za-z0-9_-]{22}$/.test(uploadId)) return null;
    const folder = join(layout.uploads, uploadId);
    const text = await nullIfMissing(readFile(join(folder, 'upload.json'), 'utf8'));
    const upload = text === null ? null : uploadSchema.safeParse(parseJson(text));
    return upload?.success && upload.data.key === key ? { folder, ...upload.data } : null;
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
      const files = newestOfEach(await readParts(upload.folder, upload.partSizeBytes));
      const byNumber = new Map(files.map((file) => [file.partNumber, file]));
      const parts = verifiedParts(claimed, files).flatMap(({ partNumber }) => byNumber.get(partNumber) ?? []);
      const whole = await joinParts(upload.folder, parts);
      await publishFile(layout, key, whole, {
        contentType: upload.contentType,
        ...(etag === null ? {} : { etag }),
      });
    });
    await removeUpload(upload.folder);
  };

  let isDirect: boolean | null = null;
  const writing: PartWriting = {
    inTurn: createKeyedLock(),
    sharedFlush: createSharedFlush(),
    async takesDirectWrites() {
      isDirect ??= await takesDirectWrites(await temporaryPath(layout));
      return isDirect;
    },
  };

  const storePart: Multipart['storePart'] = async (grant, body) => {
    const gone = new AppError('not_found', 'there is no such upload');
    const upload = await openUpload(grant);
    if (!upload) throw gone;
    try {
      const etag = await withDiskErrors(() => writePart(upload, grant, body, writing));
      return { etag: `"${etag}"` };
    } catch (error) {
      // Aborted or completed while the body was coming in.
      throw isSystemError(error, 'ENOENT') ? gone : error;
    }
  };

  return {
    async createMultipartUpload(key, { contentType, partSizeBytes }) {
      const uploadId = toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
      await withDiskErrors(async () => {
        const folder = join(layout.uploads, uploadId);
        await mkdir(folder, { recursive: true });
        const temporary = await temporaryPath(layout);
        await writeFlushed(temporary, JSON.stringify({ key: checkedKey(key), contentType, partSizeBytes }));
        await rename(temporary, join(folder, 'upload.json'));
        await flush(folder);
        await flush(layout.uploads);
      });
      return { uploadId };
    },

    storePart,

    putPart: (part, bytes) => storePart({ ...part, sizeBytes: bytes.length }, [bytes]),

    async listParts(upload) {
      const found = await openUpload(upload);
      const parts = found && (await nullIfMissing(readParts(found.folder, found.partSizeBytes)));
      return parts && newestOfEach(parts).map(({ partNumber, etag, sizeBytes }) => ({ partNumber, etag, sizeBytes }));
    },

    completeMultipartUpload: (upload) => exclusively(upload.uploadId, () => complete(upload)),

    async abortMultipartUpload(upload) {
      const found = await openUpload(upload);
      if (found) await removeUpload(found.folder);
    },

    async *listMultipartUploads(prefix): AsyncGenerator<ListedUpload> {
      for (const uploadId of (await nullIfMissing(readdir(layout.uploads))) ?? []) {
        const path = join(layout.uploads, uploadId, 'upload.json');
        const [text, facts] = await Promise.all([nullIfMissing(readFile(path, 'utf8')), nullIfMissing(stat(path))]);
        const upload = text === null ? null : uploadSchema.safeParse(parseJson(text));
        if (facts && upload?.success && upload.data.key.startsWith(prefix))
          yield { key: upload.data.key, uploadId, startedAt: facts.mtime };
      }
    },
  };
}

/** A name to publish a part's file by: under its own it stays a part until the upload goes. `null` without hard links. */
async function secondName(folder: string, path: string): Promise<string | null> {
  const name = join(folder, `joined-${crypto.randomUUID()}`);
  try {
    await link(path, name);
    return name;
  } catch (error) {
    if (lacksLinks(error)) return null;
    throw error;
  }
}

/** One flushed file of all parts: the one most of them stand in already, or else a copy. */
async function joinParts(folder: string, parts: readonly PartFile[]): Promise<string> {
  const [only] = parts;
  if (parts.length === 1 && only && !only.isInPlace) {
    const joined = await secondName(folder, only.path);
    if (joined !== null) return joined;
  }
  const positions = parts.map((_, index) => parts.slice(0, index).reduce((sum, part) => sum + part.sizeBytes, 0));
  const totalBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  const isAligned = parts.every((part, index) => !part.isInPlace || part.start === positions[index]);
  const isWhole = parts.some((part) => part.isInPlace) && (await closeWhole(folder, parts)) && isAligned;
  const path = isWhole ? join(folder, wholeName) : join(folder, `joined-${crypto.randomUUID()}`);
  const target = await open(path, isWhole ? 'r+' : 'wx');
  try {
    for (const [index, part] of parts.entries())
      if (!isWhole || !part.isInPlace) await copyPart(part, target, positions[index] ?? 0);
    await target.truncate(totalBytes);
    await target.sync();
  } finally {
    await target.close();
  }
  return path;
}
