import { DOCUMENT_FORMAT, type DocumentKind, type SearchDocument } from '../search-document.ts';
import type { PipelineDeps } from './deps.ts';
import { channelDocument, playlistDocument, videoDocuments } from './make-documents.ts';
import { rebuildIndex } from './rebuild-index.ts';
import type { VideoSource } from './store.ts';

const CHANGES_AT_ONCE = 200;
const VIDEOS_AT_ONCE = 500;

/** Whether there is something for `followChanges` to do: cheap, to be asked often. */
export async function isIndexBehind({ store }: PipelineDeps): Promise<boolean> {
  const [progress, head] = await Promise.all([store.progress(), store.changeHead()]);
  return progress?.format !== DOCUMENT_FORMAT || progress.changeSeq < head;
}

/**
 * Brings the index up to date with the change feed, whose order is that of commits: a document is made from the rows as
 * they are now, so no late word can overwrite a newer state, and a round that was cut off is simply done again.
 */
export async function followChanges(deps: PipelineDeps): Promise<void> {
  const progress = await deps.store.progress();
  if (progress?.format !== DOCUMENT_FORMAT) {
    await rebuildIndex(deps);
    return;
  }
  for (let { changeSeq } = progress, isAll = false; !isAll; ) {
    const next = await deps.store.changedSubjects(changeSeq, CHANGES_AT_ONCE);
    await renewChannels(deps, next.channelIds);
    await renewPlaylists(deps, next.playlistIds);
    await renewVideos(deps, next.videoIds);
    ({ isAll, lastSeq: changeSeq } = next);
    await deps.store.setProgress({ changeSeq, format: DOCUMENT_FORMAT });
  }
}

async function renewVideos(deps: PipelineDeps, videoIds: readonly string[]): Promise<void> {
  const videos = await deps.store.videosToIndex(videoIds);
  await renew(deps, 'video', videoIds, await videoDocuments(deps, videos));
}

/** Their videos too, which are found by the channel's name. */
async function renewChannels(deps: PipelineDeps, channelIds: readonly string[]): Promise<void> {
  const channels = await deps.store.channelsToIndex(channelIds);
  await renew(deps, 'channel', channelIds, channels.map(channelDocument));
  for (const { channelId } of channels)
    for (let after: VideoSource | null = null; ; ) {
      const page: VideoSource[] = await deps.store.pageOfVideos(after, VIDEOS_AT_ONCE, channelId);
      await deps.engine.index(await videoDocuments(deps, page), deps.clock());
      after = page.at(-1) ?? null;
      if (after === null || page.length < VIDEOS_AT_ONCE) break;
    }
}

async function renewPlaylists(deps: PipelineDeps, playlistIds: readonly string[]): Promise<void> {
  const playlists = await deps.store.playlistsToIndex(playlistIds);
  await renew(deps, 'playlist', playlistIds, playlists.map(playlistDocument));
}

/** Indexes `documents`, and removes those of `ids` that are not among them. */
async function renew(
  { engine, clock }: PipelineDeps,
  kind: DocumentKind,
  ids: readonly string[],
  documents: readonly SearchDocument[],
): Promise<void> {
  const kept = new Set(documents.map(({ subjectId }) => subjectId));
  const gone = ids.filter((id) => !kept.has(id));
  await engine.remove(gone.map((subjectId) => ({ kind, subjectId })));
  await engine.index(documents, clock());
}
