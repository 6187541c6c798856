import type { Database } from '../metadata/database.ts';
import type { Reads } from '../metadata/reads.ts';

/** Where people go on with videos they have begun, by their history. */
export type ResumePositions = {
  /** Seconds; 0 to begin at the beginning, also when it cannot be told: nobody waits for that. */
  find(userId: string, videoId: string, reads: Reads): Promise<number>;
  /** Of those of `videoIds` that were begun and not seen to the end, by id; nothing when it cannot be told. */
  several(userId: string, videoIds: readonly string[], reads: Reads): Promise<Map<string, number>>;
};

export function createResumePositions(database: Database): ResumePositions {
  return {
    async find(userId, videoId, { minIndex }) {
      const from = { minIndex, fromPrimary: false };
      const statement = `select position_sec from watch_history
        where user_id = ? and video_id = ? and is_removed = 0 and is_unfinished = 1`;
      const result = await database.query(statement, [userId, videoId], from).catch(() => null);
      return Number(result?.rows[0]?.position_sec ?? 0);
    },
    async several(userId, videoIds, { minIndex }) {
      if (videoIds.length === 0) return new Map();
      const statement = `select video_id, position_sec from watch_history
        where user_id = ? and video_id in (select value from json_each(?)) and is_removed = 0 and is_unfinished = 1`;
      const args = [userId, JSON.stringify(videoIds)];
      const result = await database.query(statement, args, { minIndex, fromPrimary: false }).catch(() => null);
      return new Map(result?.rows.map((row) => [String(row.video_id), Number(row.position_sec)]));
    },
  };
}
