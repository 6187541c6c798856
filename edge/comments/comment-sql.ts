import type { CommentSort } from '../../shared/contracts/comments.ts';
import type { SqlValue } from '../metadata/database.ts';
import type { Position } from './cursor.ts';

export type Statement = { sql: string; args: SqlValue[] };

/** Replies that come along with a comment, and with each of those. */
export const REPLIES_SHOWN = [3, 2] as const;
const MAX_PINNED = 3;
const MAX_WITHHELD = 50;

// The conditions are, word for word, those of the indices in shared/schema/comments.ts.
const isShown = (a: string) => `${a}.state = 'approved' and (${a}.deleted_at is null or ${a}.reply_count > 0)`;
const orders = {
  newest: { column: 'created_at', direction: 'desc', beyond: '<' },
  oldest: { column: 'created_at', direction: 'asc', beyond: '>' },
  top: { column: 'score', direction: 'desc', beyond: '<' },
} as const satisfies Record<CommentSort, object>;

/** The column that a list in this order is paged by. */
export const sortColumn = (sort: CommentSort): 'created_at' | 'score' => orders[sort].column;

/** One page of a video's comments after `after`, with their first replies; the first page begins with the pinned ones. */
export function listSql(videoId: string, sort: CommentSort, after: Position | null, limit: number): Statement {
  const { column, direction, beyond } = orders[sort];
  const list = `select c.* from comments c
    where c.video_id = ? and c.parent_id is null and c.pinned_at is null and ${isShown('c')}
    ${after ? `and (c.${column}, c.id) ${beyond} (?, ?)` : ''}
    order by c.${column} ${direction}, c.id ${direction} limit ?`;
  if (after) return { sql: withReplies(list), args: [videoId, after.key, after.commentId, limit] };
  const pinned = `select c.* from comments c
    where c.video_id = ? and c.pinned_at is not null and c.parent_id is null and c.state = 'approved' and c.deleted_at is null
    order by c.pinned_at desc limit ${MAX_PINNED}`;
  return {
    sql: withReplies(`select * from (${list}) union all select * from (${pinned})`),
    args: [videoId, limit, videoId],
  };
}

/** A comment, and one page of its replies after `after`, with theirs. */
export function repliesSql(commentId: string, after: Position | null, limit: number): Statement {
  const replies = `select c.* from comments c where c.parent_id = ? and ${isShown('c')}
    ${after ? 'and (c.created_at, c.id) > (?, ?)' : ''} order by c.created_at, c.id limit ?`;
  return {
    sql: withReplies(`select * from (${replies}) union all select * from comments where id = ?`),
    args: [commentId, ...(after ? [after.key, after.commentId] : []), limit, commentId],
  };
}

/** What an author wrote below a video that others do not see, newest first. */
export function withheldSql(authorId: string, videoId: string): Statement {
  return {
    sql: `with tree as (select 0 as level, c.* from comments c
      where c.author_id = ? and c.video_id = ? and c.state <> 'approved' and c.deleted_at is null
      order by c.created_at desc limit ${MAX_WITHHELD}) ${SELECT_TREE}`,
    args: [authorId, videoId],
  };
}

/** How a user voted on some comments. */
export function votesSql(userId: string, commentIds: readonly string[]): Statement {
  return {
    sql: `select comment_id, vote from comment_votes
      where user_id = ? and comment_id in (select value from json_each(?))`,
    args: [userId, JSON.stringify(commentIds)],
  };
}

/** What a list without rows cannot tell. */
export function talkSql(videoId: string): Statement {
  return { sql: 'select comment_count, comment_policy from videos where id = ?', args: [videoId] };
}

const SELECT_TREE = `select tree.*, u.username, u.name as author_name, u.image, v.owner_id, v.comment_count, v.comment_policy
  from tree cross join users u indexed by users_shown on u.id = tree.author_id cross join videos v on v.id = tree.video_id`;

function withReplies(page: string): string {
  const firstOf = (limit: number) => `(select n.id from comments n
    where n.parent_id = p.id and ${isShown('n')} order by n.created_at, n.id limit ${limit})`;
  const below = (parents: string, limit: number) =>
    `select r.* from ${parents} p cross join comments r on r.id in ${firstOf(limit)} where p.reply_count > 0`;
  return `with page as materialized (${page}),
    first as materialized (${below('page', REPLIES_SHOWN[0])}),
    second as materialized (${below('first', REPLIES_SHOWN[1])}),
    tree as (select 0 as level, * from page union all select 1, * from first union all select 2, * from second)
    ${SELECT_TREE}`;
}
