import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { inGroups } from '../../../platform/in-groups.ts';
import type { CommentAction, CommentVote } from '../../../shared/contracts/comments.ts';
import { comments } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';
import { noteCounts } from '../counts/store.ts';
import { rankOf } from './score.ts';

type Vote = 'like' | 'dislike';
type Comment = typeof comments.$inferSelect;
export type VoteRequest = { commentId: string; userId: string; action: CommentAction; now: Date };
export type VoteStore = ReturnType<typeof createVoteStore>;

/** Votes of one transaction: it should be over in some milliseconds. */
const MAX_GROUP = 200;

export function createVoteStore(db: Database) {
  return {
    /**
     * Sets or takes back a user's one vote; the comment's counts and rank change with it, in the same transaction, so
     * that they are those of the rows whatever runs at the same time. Votes that come together share a transaction,
     * and each is answered once it is durable. Null for a comment that cannot be voted on.
     */
    vote: inGroups((requests: VoteRequest[]) => db.transaction((tx) => voteAll(tx, requests)), {
      maxItems: MAX_GROUP,
      retriesAlone: true,
    }),
  };
}

async function voteAll(tx: Transaction, requests: readonly VoteRequest[]): Promise<(CommentVote | null)[]> {
  const [found, cast] = await tx.batch([findStanding(tx, requests), findVotes(tx, requests)]);
  const standing = new Map(found.map((row) => [row.id, row]));
  const before = new Map<string, Vote | null>(cast.map((row) => [keyOf(row), row.vote]));
  const after = new Map(before);
  const outcomes = requests.map((request) => {
    const comment = standing.get(request.commentId);
    if (!comment) return null;
    const was = after.get(keyOf(request)) ?? null;
    const is = request.action === 'remove' ? null : request.action;
    const change = (kind: Vote) => Number(is === kind) - Number(was === kind);
    comment.likeCount += change('like');
    comment.dislikeCount += change('dislike');
    after.set(keyOf(request), is);
    return { like_count: comment.likeCount, dislike_count: comment.dislikeCount, own_vote: is };
  });
  const isNew = (request: VoteRequest) => (after.get(keyOf(request)) ?? null) !== (before.get(keyOf(request)) ?? null);
  const changed = new Map(requests.filter(isNew).map((request) => [keyOf(request), request]));
  if (changed.size === 0) return outcomes;
  const recounted = new Set([...changed.values()].flatMap(({ commentId }) => standing.get(commentId) ?? []));
  const written = [...changed].map(([key, request]) => ({ ...request, vote: after.get(key) ?? null }));
  await tx.finish([noteCounts(tx, [...recounted]), ...writeCounts(tx, recounted), ...writeVotes(tx, written)]);
  return outcomes;
}

/** Those that can be voted on. */
function findStanding(tx: Transaction, requests: readonly VoteRequest[]) {
  const { id, videoId, likeCount, dislikeCount } = comments;
  const isAsked = inArray(id, [...new Set(requests.map(({ commentId }) => commentId))]);
  const isStanding = and(isAsked, eq(comments.state, 'approved'), isNull(comments.deletedAt));
  return tx.select({ id, videoId, likeCount, dislikeCount }).from(comments).where(isStanding);
}

function findVotes(tx: Transaction, requests: readonly VoteRequest[]) {
  const asked = new Map(requests.map((request) => [keyOf(request), [request.commentId, request.userId]]));
  // CROSS JOIN keeps the order: one look-up by primary key for each row of the list.
  return tx.all<{ commentId: string; userId: string; vote: Vote }>(sql`
    select v.comment_id as "commentId", v.user_id as "userId", v.vote from ${rowsOf([...asked.values()])}
    cross join comment_votes v where v.comment_id = j.value ->> 0 and v.user_id = j.value ->> 1`);
}

function writeCounts(tx: Transaction, recounted: Iterable<Pick<Comment, 'id' | 'likeCount' | 'dislikeCount'>>) {
  return Array.from(recounted, ({ id, likeCount, dislikeCount }) => {
    const score = rankOf(likeCount, dislikeCount);
    return tx.update(comments).set({ likeCount, dislikeCount, score }).where(eq(comments.id, id));
  });
}

/** In as many statements for one vote as for hundreds. */
function writeVotes(tx: Transaction, changes: readonly (VoteRequest & { vote: Vote | null })[]) {
  const rows = changes.map(({ commentId, userId, vote, now }) => [commentId, userId, vote, now.getTime()]);
  const [set, removed] = [rows.filter(([, , vote]) => vote !== null), rows.filter(([, , vote]) => vote === null)];
  return [
    tx.run(sql`
      insert into comment_votes (comment_id, user_id, vote, created_at)
      select j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3 from ${rowsOf(set)} where true
      on conflict (comment_id, user_id) do update set vote = excluded.vote, created_at = excluded.created_at`),
    tx.run(sql`
      delete from comment_votes
      where (comment_id, user_id) in (select j.value ->> 0, j.value ->> 1 from ${rowsOf(removed)})`),
  ];
}

/** One parameter for any number of rows. */
const rowsOf = (rows: readonly unknown[]) => sql`json_each(${JSON.stringify(rows)}) as j`;

const keyOf = ({ commentId, userId }: { commentId: string; userId: string }) => `${commentId} ${userId}`;
