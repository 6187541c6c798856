import type { ListedObject, ListedUpload, ObjectStore } from '../../platform/object-store/object-store.ts';
import { videoPrefixes } from '../../shared/media/object-keys.ts';
import { type Area, findOrphans, type Orphan } from './find-orphans.ts';
import type { RecordedVideo, StorageCareStore } from './store.ts';

type VideoObjects = { videoId: string; objects: ListedObject[] };
/** What was seen of some videos in one area, and what of it nobody wants. */
export type Inspected = {
  area: Area;
  seen: VideoObjects[];
  recorded: ReadonlyMap<string, RecordedVideo>;
  orphans: Orphan[];
};

const areas = Object.keys(videoPrefixes) as Area[]; // keys of an object literal of ours
const videosPerLook = 50;

/** Walks over every object of videos, holding those of a few videos at a time. Rows are read after the objects. */
export async function* inspectObjects(
  deps: { store: Pick<StorageCareStore, 'loadVideos'>; objects: Pick<ObjectStore, 'list'> },
  before: Date,
): AsyncGenerator<Inspected> {
  for (const area of areas)
    for await (const seen of inBatches(byVideo(deps.objects.list(`${area}/`)), videosPerLook)) {
      const recorded = await deps.store.loadVideos(seen.map(({ videoId }) => videoId));
      const orphans = seen.flatMap(({ videoId, objects }) =>
        findOrphans(area, videoId, objects, recorded.get(videoId), before),
      );
      yield { area, seen, recorded, orphans };
    }
}

/** Multipart uploads begun before `before` that no live upload is sent to. */
export async function* inspectParts(
  deps: { store: Pick<StorageCareStore, 'loadVideos'>; objects: Pick<ObjectStore, 'listMultipartUploads'> },
  before: Date,
): AsyncGenerator<{ videoId: string; upload: ListedUpload }> {
  for (const area of areas)
    for await (const uploads of inBatches(deps.objects.listMultipartUploads(`${area}/`), videosPerLook)) {
      const old = uploads.filter(({ startedAt }) => startedAt < before);
      const recorded = await deps.store.loadVideos([...new Set(old.map(({ key }) => videoIdOf(key)))]);
      for (const upload of old) {
        const videoId = videoIdOf(upload.key);
        const isSentTo = recorded
          .get(videoId)
          ?.uploads.some(
            ({ storeUploadId, state }) =>
              storeUploadId === upload.uploadId && (state === 'open' || state === 'completing'),
          );
        if (!isSentTo) yield { videoId, upload };
      }
    }
}

const videoIdOf = (key: string) => key.split('/')[1] ?? '';

/** Both stores list what lies below one folder together. */
async function* byVideo(listed: AsyncIterable<ListedObject>): AsyncGenerator<VideoObjects> {
  let current: VideoObjects | undefined;
  for await (const object of listed) {
    const videoId = videoIdOf(object.key);
    if (current?.videoId === videoId) {
      current.objects.push(object);
      continue;
    }
    if (current) yield current;
    current = { videoId, objects: [object] };
  }
  if (current) yield current;
}

async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
