import { DOCUMENT_FORMAT, type SearchDocument } from '../search-document.ts';
import type { PipelineDeps } from './deps.ts';
import { channelDocument, playlistDocument, videoDocuments } from './make-documents.ts';
import type { ChannelSource, PlaylistSource, VideoSource } from './store.ts';

const DOCUMENTS_AT_ONCE = 1_000;

/**
 * Makes every document anew, one page after the other, each in place: searches go on meanwhile, and changes that come
 * while it runs are followed afterwards. Returns how many documents there are.
 */
export async function rebuildIndex(deps: PipelineDeps, onProgress: (done: number) => void = () => {}): Promise<number> {
  const { store, engine, clock } = deps;
  const changeSeq = await store.changeHead();
  const rebuild = await engine.rebuild();
  let done = 0;
  async function indexAll<Source>(
    pageAfter: (last: Source | null) => Promise<Source[]>,
    documentsOf: (page: Source[]) => SearchDocument[] | Promise<SearchDocument[]>,
  ): Promise<void> {
    // A page is read and made ready while the one before is written.
    let written = Promise.resolve();
    for (let last: Source | null = null; ; ) {
      const page: Source[] = await pageAfter(last);
      const documents = await documentsOf(page);
      const writing = rebuild.index(documents, clock());
      writing.catch(() => {});
      await written;
      written = writing;
      done += page.length;
      onProgress(done);
      last = page.at(-1) ?? null;
      if (last === null || page.length < DOCUMENTS_AT_ONCE) break;
    }
    await written;
  }
  await indexAll<VideoSource>(
    (last) => store.pageOfVideos(last, DOCUMENTS_AT_ONCE),
    (page) => videoDocuments(deps, page),
  );
  await indexAll<ChannelSource>(
    (last) => store.pageOfChannels(last?.channelId ?? '', DOCUMENTS_AT_ONCE),
    (page) => page.map(channelDocument),
  );
  await indexAll<PlaylistSource>(
    (last) => store.pageOfPlaylists(last?.playlistId ?? '', DOCUMENTS_AT_ONCE),
    (page) => page.map(playlistDocument),
  );
  await rebuild.finish();
  if (rebuild.isInPlace) await removeStrays(deps);
  await store.setProgress({ changeSeq, format: DOCUMENT_FORMAT });
  return done;
}

/** Takes away documents of what is gone or hidden. Returns how many there were. */
async function removeStrays({ store, engine }: PipelineDeps): Promise<number> {
  for (let removed = 0; ; ) {
    const strays = await store.strayDocuments(DOCUMENTS_AT_ONCE);
    await engine.remove(strays);
    removed += strays.length;
    if (strays.length < DOCUMENTS_AT_ONCE) return removed;
  }
}
