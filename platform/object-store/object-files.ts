import { mkdir, open, readFile, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { contentTypeOf } from '../../shared/media/content-types.ts';
import { isSystemError, nullIfMissing, renameDurably } from './durable-files.ts';
import { type FilesystemLayout, keyToPath } from './filesystem-layout.ts';
import type { ObjectInfo } from './object-store.ts';

const metadataSchema = z.object({
  etag: z.string().optional(),
  contentType: z.string(),
  /** The very file this was written for; another file under the key makes it void. */
  sizeBytes: z.string(),
  modifiedNs: z.string(),
});

type FileFacts = { size: bigint; mtimeNs: bigint; ino: bigint };

export function objectPath(layout: FilesystemLayout, key: string): string {
  return join(layout.objects, keyToPath(key));
}

/** A fresh name in the store's own file system, so that a rename out of it is atomic. */
export async function temporaryPath(layout: FilesystemLayout): Promise<string> {
  await mkdir(layout.temporary, { recursive: true });
  return join(layout.temporary, crypto.randomUUID());
}

/** What `head` and `get` say of a file; `facts` are those of the opened or looked-up file. */
export async function describeObject(layout: FilesystemLayout, key: string, facts: FileFacts): Promise<ObjectInfo> {
  const text = await nullIfMissing(readFile(metadataPath(layout, key), 'utf8'));
  const parsed = text === null ? null : metadataSchema.safeParse(parseJson(text));
  const isOurs =
    parsed?.success && parsed.data.sizeBytes === `${facts.size}` && parsed.data.modifiedNs === `${facts.mtimeNs}`;
  const metadata = isOurs ? parsed.data : null;
  return {
    sizeBytes: Number(facts.size),
    etag: metadata?.etag ?? fileEtag(facts),
    contentType: metadata?.contentType ?? contentTypeOf(key),
    lastModified: new Date(Number(facts.mtimeNs / 1_000_000n)),
  };
}

/**
 * Makes the flushed file at `path` the object `key` by a rename. What the file cannot tell (a content type its name
 * does not give, an etag of parts) is written first, bound to that file, so no crash leaves the object without it.
 */
export async function publishFile(
  layout: FilesystemLayout,
  key: string,
  path: string,
  properties: { contentType: string; etag?: string },
): Promise<void> {
  const needsMetadata = properties.etag !== undefined || properties.contentType !== contentTypeOf(key);
  if (needsMetadata) {
    const facts = await stat(path, { bigint: true });
    const metadata = { ...properties, sizeBytes: `${facts.size}`, modifiedNs: `${facts.mtimeNs}` };
    const temporary = await temporaryPath(layout);
    await writeFlushed(temporary, JSON.stringify(metadata));
    await renameDurably(temporary, metadataPath(layout, key));
  }
  await renameDurably(path, objectPath(layout, key));
  if (!needsMetadata) await rm(metadataPath(layout, key), { force: true });
}

export async function removeObject(layout: FilesystemLayout, key: string): Promise<void> {
  await removeWithFolders(objectPath(layout, key), layout.objects);
  await removeWithFolders(metadataPath(layout, key), layout.metadata);
}

/** Takes folders below `root` away that are empty then. Who writes into one meanwhile makes it again. */
async function removeWithFolders(path: string, root: string): Promise<void> {
  await nullIfMissing(unlink(path));
  for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch (error) {
      if (isSystemError(error, 'ENOTEMPTY', 'EEXIST')) return;
      if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error;
    }
  }
}

/** Writes a new file and flushes it. */
export async function writeFlushed(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function metadataPath(layout: FilesystemLayout, key: string): string {
  return join(layout.metadata, `${keyToPath(key)}.json`);
}

/** Free of hashing; the inode tells apart two files of one size written within one tick of the clock. */
function fileEtag({ size, mtimeNs, ino }: FileFacts): string {
  return `"${size.toString(16)}-${mtimeNs.toString(16)}-${ino.toString(16)}"`;
}
