import type { ListedObject, ObjectStore } from '../../platform/object-store/object-store.ts';
import type { StorageFinding, StorageSummary } from '../../shared/contracts/storage-care.ts';
import { findMissing } from './find-missing.ts';
import { findOrphans, type Orphan } from './find-orphans.ts';
import { type Inspected, inspectObjects, inspectParts } from './inspect-objects.ts';
import { findMissingPictures, reconcilePictures } from './reconcile-pictures.ts';
import type { StorageCareStore } from './store.ts';

export type ReconcileDeps = {
  store: StorageCareStore;
  objects: Pick<
    ObjectStore,
    'list' | 'listMultipartUploads' | 'abortMultipartUpload' | 'head' | 'delete' | 'removeLeftovers'
  >;
  /** Results of encodes that are not written down yet; they may name what no row names. */
  pendingResults: () => Promise<number>;
  clock: () => Date;
  /** How old what nobody wants has to be; longer than any playback session. */
  orphanAgeMs: number;
};

export type ReconcileStep = { finding: StorageFinding } | { objects: number } | { summary: StorageSummary };

/**
 * Compares rows and objects both ways, telling what it finds as it goes and a summary at the end. Orphans are removed
 * when asked; what is missing is only told. Media stays while results of encodes wait to be written down.
 */
export async function* reconcileStorage(
  deps: ReconcileDeps,
  { remove }: { remove: boolean },
): AsyncGenerator<ReconcileStep> {
  const before = new Date(deps.clock().getTime() - deps.orphanAgeMs);
  const summary: StorageSummary = { objects: 0, size_bytes: 0, orphans: 0, orphan_bytes: 0, missing: 0, removed: 0 };
  const count = (finding: StorageFinding): ReconcileStep => {
    if (finding.kind.startsWith('missing')) summary.missing += 1;
    else summary.orphans += 1;
    summary.orphan_bytes += finding.size_bytes;
    if (finding.removed) summary.removed += 1;
    return { finding };
  };

  if (remove) await deps.objects.removeLeftovers(before);
  for await (const inspected of inspectObjects(deps, before)) {
    for (const { objects } of inspected.seen) {
      summary.objects += objects.length;
      summary.size_bytes += bytesOf(objects);
    }
    await noteSizes(deps, inspected);
    for (const orphan of inspected.orphans) {
      const removed = remove && (await removeOrphan(deps, inspected.area, orphan, before));
      const { kind, videoId, key, objects } = orphan;
      const facts = { objects: objects.length, size_bytes: bytesOf(objects), removed };
      yield count({ kind, video_id: videoId, key, ...facts });
    }
    yield { objects: summary.objects };
  }
  for await (const { videoId, upload } of inspectParts(deps, before)) {
    if (remove) await deps.objects.abortMultipartUpload(upload);
    const facts = { objects: 0, size_bytes: 0, removed: remove };
    yield count({ kind: 'orphan_parts', video_id: videoId, key: upload.key, ...facts });
  }
  for await (const { object, finding } of reconcilePictures(deps, { remove, before })) {
    summary.objects += 1;
    summary.size_bytes += object.sizeBytes;
    if (finding) yield count(finding);
  }
  for await (const { kind, videoId, key } of findMissing(deps))
    yield count({ kind, video_id: videoId, key, objects: 0, size_bytes: 0, removed: false });
  for await (const finding of findMissingPictures(deps)) yield count(finding);
  yield { summary };
}

/** Looks at the rows once more: they may have come to want it. */
async function removeOrphan(
  deps: ReconcileDeps,
  area: Inspected['area'],
  { videoId, key, objects }: Orphan,
  before: Date,
): Promise<boolean> {
  if (area === 'media' && (await deps.pendingResults()) > 0) return false;
  const video = (await deps.store.loadVideos([videoId])).get(videoId);
  if (!findOrphans(area, videoId, objects, video, before).some((orphan) => orphan.key === key)) return false;
  await deps.objects.delete(objects.map((object) => object.key));
  return true;
}

/** What videos take up, less what is about to go. */
async function noteSizes(deps: ReconcileDeps, { area, seen, recorded, orphans }: Inspected): Promise<void> {
  if (area !== 'originals' && area !== 'media') return;
  const sizes = seen
    .filter(({ videoId }) => recorded.get(videoId)?.deletedAt === null)
    .map(({ videoId, objects }) => {
      const unwanted = orphans.filter((orphan) => orphan.videoId === videoId).flatMap((orphan) => orphan.objects);
      return { videoId, sizeBytes: bytesOf(objects) - bytesOf(unwanted) };
    });
  await deps.store.noteSizes(area === 'originals' ? 'originalBytes' : 'mediaBytes', sizes, deps.clock());
}

function bytesOf(objects: readonly ListedObject[]): number {
  return objects.reduce((sum, object) => sum + object.sizeBytes, 0);
}
