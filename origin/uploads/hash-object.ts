import type { ObjectStore } from '../../platform/object-store/object-store.ts';

/** SHA-256 of an object in lower-case hex, read as a stream. Throws when there is no such object. */
export async function hashObject(objects: Pick<ObjectStore, 'get'>, key: string): Promise<string> {
  const object = await objects.get(key);
  if (!object) throw new Error(`no object ${key}`);
  const hasher = new Bun.CryptoHasher('sha256');
  for await (const chunk of object.body) hasher.update(chunk);
  return hasher.digest('hex');
}
