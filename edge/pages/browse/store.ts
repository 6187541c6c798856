import type { Loaded } from '../../cache/read-cache.ts';
import type { Database, ReadFrom } from '../../metadata/database.ts';
import { createVideoStore, type EdgeVideo, toVideo, type VideoStore } from '../../metadata/store.ts';
import { listSql, PLAYLISTS_BESIDE } from './list-sql.ts';

export const listOrders = ['newest', 'popular', 'oldest'] as const;
export type ListOrder = (typeof listOrders)[number];

/** Which of the published public videos, in which order. `popular` is for one channel alone: no index has it of all. */
export type ListQuery =
  | { of: 'all'; order: 'newest' }
  | { of: 'category'; category: string; order: 'newest' }
  | { of: 'channel'; channelId: string; order: ListOrder };

/** The last row of the page before. */
export type ListPosition = {
  /** What the list is ordered by: milliseconds or views. */
  key: number;
  videoId: string;
};

/** A playlist that everybody sees. */
export type PublicPlaylist = {
  playlistId: string;
  title: string;
  itemCount: number;
  /** The first in it, which not everybody may see; null where it is empty. */
  firstVideoId: string | null;
};

/** Every call is one read, and the same for everybody. */
export type ListStore = Pick<VideoStore, 'several'> & {
  page(
    query: ListQuery,
    after: ListPosition | null,
    limit: number,
    nowMs: number,
    from: ReadFrom,
  ): Promise<Loaded<EdgeVideo[]>>;
  /** Those of whom the channel belongs to, newest first. */
  playlistsBeside(channelId: string, limit: number, from: ReadFrom): Promise<Loaded<PublicPlaylist[]>>;
};

export function createListStore(database: Database): ListStore {
  return {
    several: createVideoStore(database).several,
    async page(query, after, limit, nowMs, from) {
      const { sql, args } = listSql(query, after, limit, nowMs);
      const { rows, index } = await database.query(sql, args, from);
      return { value: rows.map(toVideo), index };
    },
    async playlistsBeside(channelId, limit, from) {
      const { rows, index } = await database.query(PLAYLISTS_BESIDE, [channelId, limit], from);
      const value = rows.map((row) => ({
        playlistId: String(row.id),
        title: String(row.title),
        itemCount: Number(row.item_count),
        firstVideoId: typeof row.first_video === 'string' ? row.first_video : null,
      }));
      return { value, index };
    },
  };
}

/** Where the next page begins. */
export function positionOf(video: EdgeVideo, order: ListOrder): ListPosition {
  const key = order === 'popular' ? video.rankedViewCount : (video.publishAtMs ?? video.createdAtMs);
  return { key, videoId: video.videoId };
}
