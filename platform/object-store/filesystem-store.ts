import { existsSync } from 'node:fs';
import { constants, copyFile, type FileHandle, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { flush, isSystemError, lacksLinks, nullIfMissing, withDiskErrors } from './durable-files.ts';
import { filesystemLayout, pathToKey, prefixFolder } from './filesystem-layout.ts';
import { createFilesystemMultipart } from './filesystem-multipart.ts';
import { frugalChunks } from './frugal-chunks.ts';
import { describeObject, objectPath, publishFile, removeObject, temporaryPath, writeFlushed } from './object-files.ts';
import { checkedKey, checkedPartNumber } from './object-key.ts';
import type { ByteRange, ListedObject, ObjectStore } from './object-store.ts';
import { createPartUrlSigner } from './part-url.ts';

export type FilesystemStore = ObjectStore & {
  /**
   * Answers `PUT /storage/parts/…` on a URL from `signPartUrl` with 200 and the part's ETag. Throws `AppError`:
   * `signature_invalid`, `url_expired`, `length_required`, `payload_too_large`, `size_mismatch`, `not_found`, `storage_full`.
   */
  receivePart(request: Request): Promise<Response>;
};

const readChunkBytes = 256 * 1024;

/**
 * Objects as files below `rootDir`. Part URLs point at `publicUrl`, whose server hands them to `receivePart`; without
 * `signingKey` (base64url, 32 bytes) part URLs can be neither made nor received. `clock` gives Unix milliseconds.
 */
export function createFilesystemStore(options: {
  rootDir: string;
  publicUrl: string;
  signingKey?: string;
  clock?: () => number;
}): FilesystemStore {
  const layout = filesystemLayout(options.rootDir);
  const { storePart, ...multipart } = createFilesystemMultipart(layout);
  const clock = options.clock ?? Date.now;
  const partUrls = options.signingKey === undefined ? null : createPartUrlSigner(options.publicUrl, options.signingKey);
  const signer = () => {
    if (!partUrls) throw new Error('this object store was opened without a signing key');
    return partUrls;
  };

  /** Runs `write` on a temporary path and publishes what it left there. */
  const put = (key: string, contentType: string, write: (path: string) => Promise<void>) =>
    withDiskErrors(async () => {
      checkedKey(key);
      const temporary = await temporaryPath(layout);
      try {
        await write(temporary);
        await publishFile(layout, key, temporary, { contentType });
      } finally {
        await rm(temporary, { force: true });
      }
    });

  async function* listFolder(folder: string, prefix: string): AsyncGenerator<ListedObject> {
    const entries = (await nullIfMissing(readdir(join(layout.objects, folder), { withFileTypes: true }))) ?? [];
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) yield* listFolder(path, prefix);
      const key = entry.isFile() ? pathToKey(path) : null;
      const facts = key?.startsWith(prefix) ? await nullIfMissing(stat(join(layout.objects, path))) : null;
      if (key && facts) yield { key, sizeBytes: facts.size, lastModified: facts.mtime };
    }
  }

  return {
    ...multipart,

    async signPartUrl({ expiresInSec, ...part }) {
      const expiresAtSec = Math.floor(clock() / 1000) + expiresInSec;
      checkedPartNumber(part.partNumber);
      return { url: signer().sign({ ...part, expiresAtSec }), expiresAt: new Date(expiresAtSec * 1000) };
    },

    async receivePart(request) {
      if (request.method !== 'PUT')
        throw new AppError('method_not_allowed', 'parts are sent by PUT', { headers: { allow: 'PUT' } });
      const grant = signer().verify(new URL(request.url), clock());
      const length = request.headers.get('content-length');
      if (length === null) throw new AppError('length_required', 'a part needs a Content-Length');
      if (Number(length) > grant.sizeBytes)
        throw new AppError('payload_too_large', `this part has ${grant.sizeBytes} bytes`);
      if (Number(length) !== grant.sizeBytes)
        throw new AppError('size_mismatch', `this part has ${grant.sizeBytes} bytes`);
      const { etag } = await storePart(grant, frugalChunks(request.body));
      return new Response(null, { status: 200, headers: { etag } });
    },

    async head(key) {
      const facts = await nullIfMissing(stat(objectPath(layout, key), { bigint: true }));
      return facts?.isFile() ? describeObject(layout, key, facts) : null;
    },

    async get(key, { range } = {}) {
      const handle = await nullIfMissing(open(objectPath(layout, key), 'r'));
      if (!handle) return null;
      try {
        // Facts and bytes come from one open file, whatever is put under the key meanwhile.
        const facts = await handle.stat({ bigint: true });
        if (!facts.isFile()) {
          await handle.close();
          return null;
        }
        const info = await describeObject(layout, key, facts);
        if (range && range.start >= Math.max(1, info.sizeBytes))
          throw new AppError('range_not_satisfiable', 'the range starts behind the end');
        const lastByte = info.sizeBytes - 1;
        return {
          info,
          body: readRange(handle, { start: range?.start ?? 0, end: Math.min(range?.end ?? lastByte, lastByte) }),
        };
      } catch (error) {
        await handle.close();
        throw error;
      }
    },

    putFile: (key, path, { contentType }) =>
      put(key, contentType, async (temporary) => {
        await copyFile(path, temporary, constants.COPYFILE_FICLONE);
        await flush(temporary);
      }),

    putBytes: (key, bytes, { contentType }) => put(key, contentType, (temporary) => writeFlushed(temporary, bytes)),

    async copy(fromKey, toKey) {
      const source = objectPath(layout, fromKey);
      const facts = await nullIfMissing(stat(source, { bigint: true }));
      if (!facts) throw new AppError('not_found', 'there is no such object');
      const { contentType } = await describeObject(layout, fromKey, facts);
      await put(toKey, contentType, (temporary) => linkOrCopy(source, temporary));
    },

    async downloadTo(key, path, { signal } = {}) {
      signal?.throwIfAborted();
      const source = objectPath(layout, key);
      const temporary = `${path}.${crypto.randomUUID()}`;
      await mkdir(dirname(path), { recursive: true });
      try {
        if ((await nullIfMissing(copyFile(source, temporary, constants.COPYFILE_FICLONE))) === null)
          throw new AppError('not_found', 'there is no such object');
        signal?.throwIfAborted();
        await rename(temporary, path);
      } finally {
        await rm(temporary, { force: true });
      }
    },

    localPath(key) {
      const path = objectPath(layout, key);
      return existsSync(path) ? path : null;
    },

    async *list(prefix) {
      const folder = prefixFolder(prefix);
      if (folder !== null) yield* listFolder(folder, prefix);
    },

    async removeLeftovers(before) {
      for (const name of (await nullIfMissing(readdir(layout.temporary))) ?? []) {
        const path = join(layout.temporary, name);
        const facts = await nullIfMissing(stat(path));
        // By the time of the last change, links included: a copy shares its source's time of writing. A folder here is
        // an ended upload whose removal was cut short.
        if (facts && facts.ctime < before) await rm(path, { recursive: true, force: true });
      }
    },

    async delete(keys) {
      for (const key of keys) await removeObject(layout, key);
    },
  };
}

/** Objects are replaced, never written to, so two names may share one file; some file systems cannot do that. */
async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) throw new AppError('not_found', 'there is no such object', { cause: error });
    if (!lacksLinks(error)) throw error;
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    await flush(target);
  }
}

/** Closes `handle` at the end, on an error and on cancel. */
function readRange(handle: FileHandle, { start, end }: ByteRange): ReadableStream<Uint8Array> {
  let position = start;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const wantedBytes = Math.min(readChunkBytes, end - position + 1);
        try {
          if (wantedBytes > 0) {
            const chunk = new Uint8Array(wantedBytes);
            const { bytesRead } = await handle.read(chunk, 0, wantedBytes, position);
            if (bytesRead === 0) throw new Error('object file ended early');
            position += bytesRead;
            controller.enqueue(bytesRead === wantedBytes ? chunk : chunk.subarray(0, bytesRead));
          }
          if (position > end) {
            await handle.close();
            controller.close();
          }
        } catch (error) {
          await handle.close();
          controller.error(error);
        }
      },
      cancel: () => handle.close(),
    },
    { highWaterMark: 0 },
  );
}
