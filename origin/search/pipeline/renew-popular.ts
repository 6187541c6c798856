import type { PipelineDeps } from './deps.ts';
import { videoDocuments } from './make-documents.ts';

const VIDEOS_AT_ONCE = 200;

/** Marks the videos that have become popular; those that are marked already stay as they are. Once a day is enough. */
export async function renewPopular(deps: PipelineDeps): Promise<void> {
  for (let after = ''; ; ) {
    const videoIds = await deps.store.pageOfPopular(after, VIDEOS_AT_ONCE);
    const videos = await deps.store.videosToIndex(videoIds);
    await deps.engine.index(await videoDocuments(deps, videos), deps.clock());
    const last = videoIds.at(-1);
    if (last === undefined || videoIds.length < VIDEOS_AT_ONCE) return;
    after = last;
  }
}
