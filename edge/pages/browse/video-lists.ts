import { createReadCache } from '../../cache/read-cache.ts';
import type { ChangeFeed } from '../../changes/change-feed.ts';
import { MAX_AGE_MS } from '../../metadata/catalogue.ts';
import type { Reads } from '../../metadata/reads.ts';
import type { EdgeVideo } from '../../metadata/store.ts';
import { isOutdated } from '../../playback/authorize-playback.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type ListQuery, type ListStore, type PublicPlaylist, positionOf } from './store.ts';

export type VideoPage = { videos: EdgeVideo[]; nextCursor: string | null };

/** Lists that are the same for everybody, a few seconds old. Whoever shows them asks for each video who may see it. */
export type VideoLists = {
  page(query: ListQuery, cursor: string | undefined, reads: Reads): Promise<VideoPage>;
  /** Those of `videoIds` that are there, in their order. */
  named(videoIds: readonly string[], reads: Reads): Promise<EdgeVideo[]>;
  playlistsBeside(channelId: string, reads: Reads): Promise<PublicPlaylist[]>;
};

export type VideoListOptions = {
  store: ListStore;
  feed: Pick<ChangeFeed, 'revocations'>;
  now: () => number;
  waitUntil: (work: Promise<unknown>) => void;
};

/** A page of a grid: divisible by 2, 3, 4 and 6 columns. */
export const PAGE_SIZE = 24;
const FRESH = { freshMs: 4_000, revalidateMs: 20_000 };
/** An empty house awaits its first video. */
const EMPTY = { freshMs: 1_000, revalidateMs: 1_000 };
/** About 10 MB. */
const MAX_PAGES = 200;
const MAX_PLAYLISTS = 100;

export function createVideoLists({ store, feed, now, waitUntil }: VideoListOptions): VideoLists {
  const common = { maxAgeMs: MAX_AGE_MS, now, waitUntil };
  const pages = createReadCache<EdgeVideo[]>({
    maxEntries: MAX_PAGES,
    ages: (videos) => (videos.length > 0 ? FRESH : EMPTY),
    load: (key, demand) => {
      const [query, cursor] = JSON.parse(key) as [ListQuery, string | null]; // as `page` wrote it
      return store.page(query, decodeCursor(query, cursor ?? undefined), PAGE_SIZE + 1, now(), demand);
    },
    ...common,
  });
  const rows = createReadCache<EdgeVideo[]>({
    maxEntries: MAX_PAGES,
    ages: () => FRESH,
    load: (key, demand) => store.several(key.split(' '), demand),
    ...common,
  });
  const playlists = createReadCache<PublicPlaylist[]>({
    maxEntries: MAX_PAGES,
    ages: () => FRESH,
    load: (channelId, demand) => store.playlistsBeside(channelId, MAX_PLAYLISTS, demand),
    ...common,
  });

  async function page(query: ListQuery, cursor: string | undefined, reads: Reads): Promise<VideoPage> {
    // What is no cursor of this list is none: else anybody could fill the cache with one page.
    const key = JSON.stringify([query, decodeCursor(query, cursor) === null ? null : cursor]);
    let { value } = await pages.get(key, reads.minIndex);
    if (value.some((video) => isOutdated(video, feed))) {
      pages.purge(key); // something on it has just changed: the primary knows how
      ({ value } = await pages.get(key, reads.minIndex));
    }
    const videos = value.slice(0, PAGE_SIZE);
    const last = value.length > PAGE_SIZE ? videos.at(-1) : undefined;
    return { videos, nextCursor: last ? encodeCursor(query, positionOf(last, query.order)) : null };
  }
  return {
    page,
    async named(videoIds, reads) {
      if (videoIds.length === 0) return [];
      const key = videoIds.join(' ');
      let { value } = await rows.get(key, reads.minIndex);
      if (value.some((video) => isOutdated(video, feed))) {
        rows.purge(key);
        ({ value } = await rows.get(key, reads.minIndex));
      }
      const byId = new Map(value.map((video) => [video.videoId, video]));
      return videoIds.flatMap((id) => byId.get(id) ?? []);
    },
    playlistsBeside: async (channelId, reads) => (await playlists.get(channelId, reads.minIndex)).value,
  };
}
