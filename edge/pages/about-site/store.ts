import type { Loaded } from '../../cache/read-cache.ts';
import type { Database, ReadFrom } from '../../metadata/database.ts';
import { type EdgeVideo, PUBLISHED_AT, SELECT, toVideo } from '../../metadata/store.ts';

export type SitemapStore = {
  /** The publication time of every `pageSize`th public video, oldest first; one read, whatever their number. */
  beginnings(pageSize: number, nowMs: number, from: ReadFrom): Promise<Loaded<number[]>>;
  /** Public videos from `beginMs` on, oldest first. */
  page(beginMs: number, limit: number, nowMs: number, from: ReadFrom): Promise<Loaded<EdgeVideo[]>>;
};

// Word for word the conditions of the index `videos_published`, else SQLite cannot use it.
const PUBLISHED = "v.visibility = 'public' and v.playable = 1 and v.deleted_at is null and v.taken_down_at is null";

export function createSitemapStore(database: Database): SitemapStore {
  return {
    async beginnings(pageSize, nowMs, from) {
      const { rows, index } = await database.query(
        `select published_at from (select ${PUBLISHED_AT} as published_at,
           row_number() over (order by ${PUBLISHED_AT}, v.id) as number
         from videos v where ${PUBLISHED} and ${PUBLISHED_AT} <= ?) where number % ? = 1`,
        [nowMs, pageSize],
        from,
      );
      return { value: rows.map((row) => Number(row.published_at)), index };
    },
    async page(beginMs, limit, nowMs, from) {
      const { rows, index } = await database.query(
        `${SELECT} where ${PUBLISHED} and u.suspended_at is null
         and ${PUBLISHED_AT} >= ? and ${PUBLISHED_AT} <= ? order by ${PUBLISHED_AT}, v.id limit ?`,
        [beginMs, nowMs, limit],
        from,
      );
      return { value: rows.map(toVideo), index };
    },
  };
}
