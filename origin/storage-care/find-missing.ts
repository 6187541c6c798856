import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import type { StorageFindingKind } from '../../shared/contracts/storage-care.ts';
import { generationFiles, objectKeys } from '../../shared/media/object-keys.ts';
import type { RecordedVideo, StorageCareStore } from './store.ts';

export type Missing = { kind: StorageFindingKind; videoId: string; key: string };
type Deps = {
  store: Pick<StorageCareStore, 'listVideoIds' | 'loadVideos'>;
  objects: Pick<ObjectStore, 'head'>;
};

const videosPerLook = 20;

/** Walks over every video and asks for the objects its rows name. */
export async function* findMissing(deps: Deps): AsyncGenerator<Missing> {
  for (let after = ''; ; ) {
    const ids = await deps.store.listVideoIds(after, videosPerLook);
    const last = ids.at(-1);
    if (last === undefined) return;
    after = last;
    const videos = [...(await deps.store.loadVideos(ids)).values()];
    for (const missing of (await Promise.all(videos.map((video) => missingOf(deps, video)))).flat()) {
      // It may have been given up since its rows were read.
      const now = (await deps.store.loadVideos([missing.videoId])).get(missing.videoId);
      if (now && wantedObjects(now).some(({ key }) => key === missing.key)) yield missing;
    }
  }
}

async function missingOf({ objects }: Deps, video: RecordedVideo): Promise<Missing[]> {
  const missing: Missing[] = [];
  for (const { kind, key } of wantedObjects(video)) {
    if (!(await objects.head(key))) missing.push({ kind, videoId: video.id, key });
  }
  return missing;
}

function wantedObjects(video: RecordedVideo): { kind: StorageFindingKind; key: string }[] {
  if (video.deletedAt !== null) return [];
  const originals = video.uploads.filter(
    ({ state, originalRemovedAt }) => state === 'completed' && originalRemovedAt === null,
  );
  const master =
    video.generation && objectKeys.generationPrefix(video.id, video.generation) + generationFiles.hlsMaster;
  return [
    ...originals.map(({ objectKey }) => ({ kind: 'missing_original' as const, key: objectKey })),
    ...(master ? [{ kind: 'missing_media' as const, key: master }] : []),
    ...video.captionLanguages.map((language) => ({
      kind: 'missing_captions' as const,
      key: objectKeys.caption(video.id, language),
    })),
  ];
}
