import type { ListedObject } from '../../platform/object-store/object-store.ts';
import type { StorageFindingKind } from '../../shared/contracts/storage-care.ts';
import { objectKeys, type videoPrefixes } from '../../shared/media/object-keys.ts';
import type { RecordedVideo } from './store.ts';

export type Area = keyof typeof videoPrefixes;
export type Orphan = { kind: StorageFindingKind; videoId: string; key: string; objects: ListedObject[] };

const kindOf = {
  originals: 'orphan_original',
  media: 'orphan_media',
  captions: 'orphan_captions',
  rungs: 'orphan_rungs',
  work: 'orphan_work',
  quarantine: 'orphan_quarantine',
} as const satisfies Record<Area, StorageFindingKind>;

/**
 * Which of one video's objects in `area` no row wants. Nothing younger than `before` counts: its row may be about to be
 * written, or sessions may still be playing it.
 */
export function findOrphans(
  area: Area,
  videoId: string,
  objects: readonly ListedObject[],
  video: RecordedVideo | undefined,
  before: Date,
): Orphan[] {
  // The removal of a deleted video is under way by itself.
  if (video && video.deletedAt !== null && video.purgedAt === null) return [];
  const orphans: Orphan[] = [];
  for (const [key, group] of Map.groupBy(objects, (object) => unitOf(area, object.key))) {
    if (group.some((object) => object.lastModified >= before)) continue;
    if (video && video.deletedAt === null && isWanted(area, key, video, before)) continue;
    orphans.push({ kind: kindOf[area], videoId, key, objects: group });
  }
  return orphans;
}

/** Media is kept or given up by generations, intermediate files by encodes, everything else by objects. */
function unitOf(area: Area, key: string): string {
  if (area !== 'media' && area !== 'work') return key;
  const [top = '', videoId = '', unit = '', ...rest] = key.split('/');
  return rest.length === 0 ? key : `${top}/${videoId}/${unit}/`;
}

function isWanted(area: Area, key: string, video: RecordedVideo, before: Date): boolean {
  switch (area) {
    case 'originals':
      return video.uploads.some(({ objectKey, state, originalRemovedAt }) => {
        if (state === 'open' || state === 'completing')
          return key === objectKey || key === objectKeys.originalRemainder(objectKey);
        return state === 'completed' && originalRemovedAt === null && key === objectKey;
      });
    case 'media':
      return isWantedGeneration(key, video, before);
    case 'captions':
      return video.captionLanguages.some((language) => key === objectKeys.caption(video.id, language));
    // Whoever made these looks after them while the video is there.
    case 'rungs':
    case 'work':
    case 'quarantine':
      return true;
  }
}

/** A generation that was replaced is played on until the sessions that began with it have ended. */
function isWantedGeneration(key: string, video: RecordedVideo, before: Date): boolean {
  if (video.status === 'processing' || video.status === 'uploading' || video.updatedAt >= before) return true;
  return [video.generation, ...video.otherGenerations].some(
    (generation) => generation !== null && key === objectKeys.generationPrefix(video.id, generation),
  );
}
