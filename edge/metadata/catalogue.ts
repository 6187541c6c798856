import { type CacheAnswer, createReadCache, type SecondCache } from '../cache/read-cache.ts';
import { newReads, type Reads } from './reads.ts';
import type { EdgeVideo, VideoCounts, VideoStore } from './store.ts';

/**
 * Video rows from a cache over the database. Throws `unavailable` rather than answer from anything older than the bound
 * on revocation, 30 s: rights are decided on these rows.
 */
export type Catalogue = {
  video(videoId: string): Promise<EdgeVideo | null>;
  /** Those of `videoIds` that are there, in one read and as they are now. */
  several(videoIds: readonly string[]): Promise<EdgeVideo[]>;
  /** What is fresh in this isolate's memory, so that nobody waits; undefined for what is not. */
  peekVideo(videoId: string): EdgeVideo | null | undefined;
  peekCounts(videoId: string): VideoCounts | undefined;
  /** A video's views and ratings, a few seconds old: they change all the time, so the row that is kept may be behind. */
  counts(videoId: string): Promise<VideoCounts>;
  /** Forgets what is kept of a video, also what is being read of it at this moment. */
  purge(videoId: string): void;
  /** The same catalogue for one request. */
  for(reads: Reads): Catalogue;
};

export type CatalogueOptions = {
  store: VideoStore;
  /** True while this isolate hears of every change, and so purges what has changed within seconds. */
  hearsChanges: () => boolean;
  /** Copies that other isolates share. */
  secondCacheOf?: (<T>(kind: string) => SecondCache<T>) | null;
  now: () => number;
  waitUntil: (work: Promise<unknown>) => void;
};

/**
 * No row older than this is ever used. A change takes effect within it even if every message about the change is lost:
 * the change feed only makes it sooner.
 */
export const MAX_AGE_MS = 30_000;
const HEARING = { freshMs: 20_000, revalidateMs: 25_000 };
const DEAF = { freshMs: 4_000, revalidateMs: 5_000 };
/** A video on its way changes any second, and somebody is looking at its progress bar. */
const UNFINISHED = { freshMs: 1_000, revalidateMs: 1_000 };
const COUNTERS = { freshMs: 2_000, revalidateMs: 60_000 };
const COUNTERS_MAX_AGE_MS = 600_000;
const MAX_VIDEOS = 5_000;
const VIDEO_ID = /^[A-Za-z0-9_-]{11}$/;

export function createCatalogue(options: CatalogueOptions): Catalogue {
  const { store, hearsChanges, secondCacheOf, now, waitUntil } = options;
  const finished = () => (hearsChanges() ? HEARING : DEAF);
  const videos = createReadCache<EdgeVideo | null>({
    maxEntries: MAX_VIDEOS,
    ages: (video) => (video?.complete ? finished() : UNFINISHED),
    maxAgeMs: MAX_AGE_MS,
    load: store.find,
    second: secondCacheOf?.('videos-4') ?? null, // another number when `EdgeVideo` changes: it outlives a deploy
    now,
    waitUntil,
  });
  const counters = createReadCache<VideoCounts>({
    maxEntries: MAX_VIDEOS,
    ages: () => COUNTERS,
    maxAgeMs: COUNTERS_MAX_AGE_MS,
    load: store.counts,
    now,
    waitUntil,
  });

  function view(reads: Reads): Catalogue {
    const told = <T>({ value, staleMs }: CacheAnswer<T>): T => {
      if (staleMs !== null) reads.staleMs = Math.max(reads.staleMs ?? 0, staleMs);
      return value;
    };
    return {
      video: async (videoId) => (VIDEO_ID.test(videoId) ? told(await videos.get(videoId, reads.minIndex)) : null),
      several: async (videoIds) =>
        (await store.several(videoIds, { minIndex: reads.minIndex, fromPrimary: false })).value,
      peekVideo: videos.peek,
      peekCounts: counters.peek,
      counts: async (videoId) => (await counters.get(videoId, 0)).value,
      purge: videos.purge,
      for: view,
    };
  }
  return view(newReads());
}
