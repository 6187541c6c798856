import type { SqlValue } from '../../metadata/database.ts';
import { PUBLISHED_AT, SELECT } from '../../metadata/store.ts';
import type { ListOrder, ListPosition, ListQuery } from './store.ts';

// Conditions are word for word those of the partial indexes, else SQLite cannot use them.
const PUBLISHED = `v.visibility = 'public' and v.playable = 1 and v.deleted_at is null and v.taken_down_at is null
  and u.suspended_at is null`;

const keys: Record<ListOrder, { column: string; direction: 'asc' | 'desc' }> = {
  newest: { column: PUBLISHED_AT, direction: 'desc' },
  oldest: { column: PUBLISHED_AT, direction: 'asc' },
  popular: { column: 'v.ranked_view_count', direction: 'desc' },
};

export function listSql(
  query: ListQuery,
  after: ListPosition | null,
  limit: number,
  nowMs: number,
): { sql: string; args: SqlValue[] } {
  const { column, direction } = keys[query.order];
  const [where, args] = filterOf(query);
  // The sign keeps SQLite from taking the index of this condition for a list in another order.
  const published = `${column === PUBLISHED_AT ? '' : '+'}(${PUBLISHED_AT}) <= ?`;
  const beyond = after === null ? '' : `and (${column}, v.id) ${direction === 'desc' ? '<' : '>'} (?, ?)`;
  return {
    sql: `${SELECT} where ${where} ${PUBLISHED} and ${published} ${beyond} order by ${column} ${direction}, v.id ${direction} limit ?`,
    args: [...args, nowMs, ...(after === null ? [] : [after.key, after.videoId]), limit],
  };
}

function filterOf(query: ListQuery): [where: string, args: string[]] {
  if (query.of === 'all') return ['', []];
  return query.of === 'category'
    ? ['v.category = ? and', [query.category]]
    : ['v.channel_id = ? and', [query.channelId]];
}

export const PLAYLISTS_BESIDE = `select p.id, p.title, p.item_count,
  (select i.video_id from playlist_items i where i.playlist_id = p.id order by i.position, i.id limit 1) as first_video
  from channels c
  join playlists p on p.owner_id = c.owner_id join users u on u.id = c.owner_id
  where c.id = ? and u.suspended_at is null and p.visibility = 'public' order by p.id desc limit ?`;
