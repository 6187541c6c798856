import type { ObjectStore } from '../../platform/object-store/object-store.ts';

export type ObjectHashes = {
  /** SHA-256 of all bytes, lower-case hex. */
  whole: string;
  /** SHA-256 of each `partSizeBytes` of them, the last one shorter; empty unless asked for. */
  parts: string[];
};

/** Reads an object as a stream, however large, and hashes it in one pass. Throws when there is no such object. */
export async function hashObject(
  objects: Pick<ObjectStore, 'get'>,
  key: string,
  { partSizeBytes }: { partSizeBytes?: number } = {},
): Promise<ObjectHashes> {
  const object = await objects.get(key);
  if (!object) throw new Error(`no object ${key}`);
  const whole = new Bun.CryptoHasher('sha256');
  const parts: string[] = [];
  let part = new Bun.CryptoHasher('sha256');
  let roomBytes = partSizeBytes ?? 0;
  const endPart = () => {
    parts.push(part.digest('hex'));
    part = new Bun.CryptoHasher('sha256');
    roomBytes = partSizeBytes ?? 0;
  };
  for await (const chunk of object.body) {
    whole.update(chunk);
    if (partSizeBytes === undefined) continue;
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + roomBytes);
      part.update(piece);
      at += piece.length;
      roomBytes -= piece.length;
      if (roomBytes === 0) endPart();
    }
  }
  if (partSizeBytes !== undefined && roomBytes < partSizeBytes) endPart();
  return { whole: whole.digest('hex'), parts };
}
