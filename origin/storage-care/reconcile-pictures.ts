import type { ListedObject, ObjectStore } from '../../platform/object-store/object-store.ts';
import type { StorageFinding } from '../../shared/contracts/storage-care.ts';
import { picturesArea, picturesPrefix } from '../channels/pictures/picture-files.ts';
import type { StorageCareStore } from './store.ts';

export type PictureDeps = {
  store: Pick<StorageCareStore, 'loadChannels' | 'listChannelsWithPictures'>;
  objects: Pick<ObjectStore, 'list' | 'delete'>;
};

export type SeenPicture = { object: ListedObject; finding: StorageFinding | null };
type Channel = Awaited<ReturnType<StorageCareStore['loadChannels']>>[number];

const channelsPerLook = 50;
const channelOf = (key: string) => key.split('/')[1] ?? '';

/** Compares the avatars and banners that channels name with those that are there. Orphans are older than `before`. */
export async function* reconcilePictures(
  deps: PictureDeps,
  { remove, before }: { remove: boolean; before: Date },
): AsyncGenerator<SeenPicture> {
  let batch: ListedObject[] = [];
  for await (const object of deps.objects.list(picturesArea)) {
    batch.push(object);
    if (batch.length < channelsPerLook) continue;
    yield* inspect(deps, batch, { remove, before });
    batch = [];
  }
  yield* inspect(deps, batch, { remove, before });
}

async function* inspect(
  { store, objects }: PictureDeps,
  listed: readonly ListedObject[],
  { remove, before }: { remove: boolean; before: Date },
): AsyncGenerator<SeenPicture> {
  // Read after the objects: what is shown by now is wanted.
  const channels = new Map(
    (await store.loadChannels([...new Set(listed.map(({ key }) => channelOf(key)))])).map((it) => [it.id, it]),
  );
  for (const object of listed) {
    const { key, sizeBytes, lastModified } = object;
    const channel = channels.get(channelOf(key));
    if (lastModified >= before || (channel && prefixesOf(channel).some((prefix) => key.startsWith(prefix)))) {
      yield { object, finding: null };
      continue;
    }
    if (remove) await objects.delete([key]);
    const facts = { objects: 1, size_bytes: sizeBytes, removed: remove };
    yield { object, finding: { kind: 'orphan_picture', video_id: null, key, ...facts } };
  }
}

/** Pictures that a channel shows and that are not there. */
export async function* findMissingPictures({ store, objects }: PictureDeps): AsyncGenerator<StorageFinding> {
  for (let after = ''; ; ) {
    const channels = await store.listChannelsWithPictures(after, channelsPerLook);
    const last = channels.at(-1);
    if (last === undefined) return;
    after = last.id;
    for (const channel of channels)
      for (const key of prefixesOf(channel)) {
        if (await isThere(objects, key)) continue;
        // It may have been replaced since its row was read.
        const [now] = await store.loadChannels([channel.id]);
        if (!now || !prefixesOf(now).includes(key)) continue;
        yield { kind: 'missing_picture', video_id: null, key, objects: 0, size_bytes: 0, removed: false };
      }
  }
}

function prefixesOf({ id, avatarVersion, bannerVersion }: Channel): string[] {
  return [
    ...(avatarVersion === null ? [] : [`${picturesPrefix(id, 'avatar')}${avatarVersion}-`]),
    ...(bannerVersion === null ? [] : [`${picturesPrefix(id, 'banner')}${bannerVersion}-`]),
  ];
}

async function isThere(objects: Pick<ObjectStore, 'list'>, prefix: string): Promise<boolean> {
  for await (const _ of objects.list(prefix)) return true;
  return false;
}
