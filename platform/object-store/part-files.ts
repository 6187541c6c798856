import { constants, type FileHandle, open, readdir, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { directFlag } from './direct-writes.ts';
import { isSystemError, nullIfMissing } from './durable-files.ts';
import type { StoredPart } from './object-store.ts';

/** A stored part and where its bytes are: `path` from `start` on. `markedBy` is the file that makes it count. */
export type PartFile = StoredPart & {
  path: string;
  start: number;
  markedBy: string;
  isInPlace: boolean;
  modifiedNs: bigint;
};

// Of an upload's folder:
// <number>.<etag>          a part as a file of its own
// <number>.<etag>.<bytes>  says that a part stands at its place in `whole`
// claim-<number>           this part is being written in place, or was: whoever comes later gets a file of its own
// closed                   from now on nothing is written in place
const partName = /^([1-9]\d{0,4})\.([0-9a-f]{32})(?:\.(\d{1,15}))?$/;
export const wholeName = 'whole';
const closedName = 'closed';
const copyBufferBytes = 1 << 20;

export const markerName = (partNumber: number, etag: string, sizeBytes: number) => `${partNumber}.${etag}.${sizeBytes}`;

/**
 * All versions of all parts, or of one. `partSizeBytes` is that of every part but the last; without it no part stands in
 * place.
 */
export async function readParts(
  folder: string,
  partSizeBytes: number | null,
  onlyNumber: number | null = null,
): Promise<PartFile[]> {
  const parts: PartFile[] = [];
  for (const name of await readdir(folder)) {
    const [, number, etag, inPlaceBytes] = partName.exec(name) ?? [];
    if (number === undefined || etag === undefined) continue;
    if (onlyNumber !== null && Number(number) !== onlyNumber) continue;
    const facts = await nullIfMissing(stat(join(folder, name), { bigint: true }));
    if (!facts) continue;
    const isInPlace = inPlaceBytes !== undefined;
    const partNumber = Number(number);
    parts.push({
      ...{ partNumber, etag: `"${etag}"`, modifiedNs: facts.mtimeNs, isInPlace },
      markedBy: join(folder, name),
      path: join(folder, isInPlace ? wholeName : name),
      start: isInPlace ? (partNumber - 1) * (partSizeBytes ?? 0) : 0,
      sizeBytes: isInPlace ? Number(inPlaceBytes) : Number(facts.size),
    });
  }
  return parts;
}

/** The last writer of a part wins, as in S3. */
export function newestOfEach(parts: readonly PartFile[]): PartFile[] {
  const newest = new Map<number, PartFile>();
  for (const part of parts) {
    const other = newest.get(part.partNumber);
    if (!other || isNewer(part, other)) newest.set(part.partNumber, part);
  }
  return [...newest.values()].sort((a, b) => a.partNumber - b.partNumber);
}

/** Within one tick of the clock: what stands in place came first; the etag settles the rest the same way for every reader. */
function isNewer(a: PartFile, b: PartFile): boolean {
  if (a.modifiedNs !== b.modifiedNs) return a.modifiedNs > b.modifiedNs;
  return a.isInPlace === b.isInPlace ? a.etag > b.etag : b.isInPlace;
}

/** Looks at the versions of one part alone, of which there is nearly always one. */
export async function removeOlderVersions(folder: string, partNumber: number): Promise<void> {
  const versions = await readParts(folder, null, partNumber);
  const [newest] = newestOfEach(versions);
  for (const version of versions) if (version !== newest) await rm(version.markedBy, { force: true });
}

/**
 * A handle on the file of the whole for the first writer of a part, else `null`. The claim is made before `closed` is
 * looked for, and `closeWhole` does the reverse: so one of the two sees the other. `release` after a failed writing.
 */
export async function claimPlace(
  folder: string,
  partNumber: number,
  { isDirect }: { isDirect: boolean },
): Promise<{ handle: FileHandle; release(): Promise<void> } | null> {
  const claim = join(folder, `claim-${partNumber}`);
  try {
    await (await open(claim, 'wx')).close();
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return null;
    throw error;
  }
  const release = async () => void (await nullIfMissing(unlink(claim)));
  if (await nullIfMissing(stat(join(folder, closedName)))) {
    await release();
    return null;
  }
  const flags = constants.O_RDWR | constants.O_CREAT | (isDirect ? directFlag : 0);
  return { handle: await open(join(folder, wholeName), flags), release };
}

/** Ends writing in place. True when all that was ever begun there are `parts`: then nobody writes there any more. */
export async function closeWhole(folder: string, parts: readonly PartFile[]): Promise<boolean> {
  await (await open(join(folder, closedName), 'w')).close();
  const finished = new Set(parts.flatMap(({ isInPlace, partNumber }) => (isInPlace ? [partNumber] : [])));
  const begun = (await readdir(folder)).flatMap((name) => /^claim-(\d+)$/.exec(name)?.[1] ?? []);
  return begun.every((partNumber) => finished.has(Number(partNumber)));
}

/** Copies a part to `position` of `target`. */
export async function copyPart(part: PartFile, target: FileHandle, position: number): Promise<void> {
  const source = await open(part.path, 'r');
  const buffer = Buffer.allocUnsafe(Math.min(copyBufferBytes, part.sizeBytes));
  try {
    for (let copied = 0; copied < part.sizeBytes; ) {
      const wanted = Math.min(buffer.length, part.sizeBytes - copied);
      const { bytesRead } = await source.read(buffer, 0, wanted, part.start + copied);
      if (bytesRead === 0) throw new Error('a part ended early');
      await writeAt(target, buffer.subarray(0, bytesRead), position + copied);
      copied += bytesRead;
    }
  } finally {
    await source.close();
  }
}

/** All of `bytes`: a write may take fewer. */
export async function writeAt(target: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; )
    written += (await target.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
}
