import { createTtlCache } from '../cache/ttl-cache.ts';
import type { EdgeVideo, VideoStore } from './store.ts';

/** Video rows, a few seconds old at most. Throws `unavailable` rather than answer from anything older. */
export type Catalogue = {
  video(videoId: string): Promise<EdgeVideo | null>;
  /** Public, playable and published videos, newest first. */
  newest(): Promise<EdgeVideo[]>;
};

export type CatalogueOptions = {
  store: VideoStore;
  now: () => number;
  waitUntil: (work: Promise<unknown>) => void;
};

const TTL_MS = 5_000;
/** A video on its way changes any second, and somebody is looking at its progress bar. */
const UNFINISHED_TTL_MS = 1_000;
const MAX_VIDEOS = 5_000;
const HOME_SIZE = 48;
const VIDEO_ID = /^[A-Za-z0-9_-]{11}$/;

export function createCatalogue({ store, now, waitUntil }: CatalogueOptions): Catalogue {
  const videos = createTtlCache<EdgeVideo | null>({
    now,
    waitUntil,
    maxEntries: MAX_VIDEOS,
    ttlMs: (video) => (video?.complete ? TTL_MS : UNFINISHED_TTL_MS),
    load: (videoId) => store.find(videoId),
  });
  const lists = createTtlCache<EdgeVideo[]>({
    now,
    waitUntil,
    maxEntries: 1,
    ttlMs: (list) => (list.length > 0 ? TTL_MS : UNFINISHED_TTL_MS), // an empty house awaits its first video
    load: () => store.newest(now(), HOME_SIZE),
  });
  return {
    video: async (videoId) => (VIDEO_ID.test(videoId) ? videos.get(videoId) : null),
    newest: () => lists.get('newest'),
  };
}
