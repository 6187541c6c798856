import type { ObjectStore } from '../../platform/object-store/object-store.ts';

const keysPerDelete = 1000;

/** Deletes every object whose key starts with `prefix`, however many there are. */
export async function deleteBelow(objects: Pick<ObjectStore, 'list' | 'delete'>, prefix: string): Promise<void> {
  let keys: string[] = [];
  for await (const { key } of objects.list(prefix)) {
    keys.push(key);
    if (keys.length < keysPerDelete) continue;
    await objects.delete(keys);
    keys = [];
  }
  if (keys.length > 0) await objects.delete(keys);
}
