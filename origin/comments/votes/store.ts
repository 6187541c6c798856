import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { inGroups } from '../../../platform/in-groups.ts';
import type { CommentAction, CommentVote } from '../../../shared/contracts/comments.ts';
import { comments } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';
import { noteCounts } from '../counts/store.ts';
import { rankOf } from './score.ts';

type Vote = 'like' | 'dislike';
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
  const standing = await standingOf(tx, [...new Set(requests.map(({ commentId }) => commentId))]);
  const before = await votesOf(tx, requests);
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
  await writeVotes(
    tx,
    [...changed].map(([key, request]) => ({ ...request, vote: after.get(key) ?? null })),
  );
  for (const commentId of new Set([...changed.values()].map((request) => request.commentId))) {
    const comment = standing.get(commentId);
    if (!comment) continue;
    const { likeCount, dislikeCount } = comment;
    const score = rankOf(likeCount, dislikeCount);
    await tx.update(comments).set({ likeCount, dislikeCount, score }).where(eq(comments.id, commentId));
    await noteCounts(tx, comment);
  }
  return outcomes;
}

/** Those that can be voted on. */
async function standingOf(tx: Transaction, commentIds: string[]) {
  const { id, videoId, likeCount, dislikeCount } = comments;
  const isStanding = and(inArray(id, commentIds), eq(comments.state, 'approved'), isNull(comments.deletedAt));
  const rows = await tx.select({ id, videoId, likeCount, dislikeCount }).from(comments).where(isStanding);
  return new Map(rows.map((row) => [row.id, row]));
}

async function votesOf(tx: Transaction, requests: readonly VoteRequest[]): Promise<Map<string, Vote | null>> {
  const asked = new Map(requests.map((request) => [keyOf(request), [request.commentId, request.userId]]));
  // CROSS JOIN keeps the order: one look-up by primary key for each row of the list.
  const cast = await tx.all<{ commentId: string; userId: string; vote: Vote }>(sql`
    select v.comment_id as "commentId", v.user_id as "userId", v.vote from ${rowsOf([...asked.values()])}
    cross join comment_votes v where v.comment_id = j.value ->> 0 and v.user_id = j.value ->> 1`);
  return new Map(cast.map((row) => [keyOf(row), row.vote]));
}

/** In as many statements for one vote as for hundreds. */
async function writeVotes(tx: Transaction, changes: readonly (VoteRequest & { vote: Vote | null })[]): Promise<void> {
  const rows = changes.map(({ commentId, userId, vote, now }) => [commentId, userId, vote, now.getTime()]);
  const [set, removed] = [rows.filter(([, , vote]) => vote !== null), rows.filter(([, , vote]) => vote === null)];
  if (set.length > 0)
    await tx.run(sql`
      insert into comment_votes (comment_id, user_id, vote, created_at)
      select j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3 from ${rowsOf(set)} where true
      on conflict (comment_id, user_id) do update set vote = excluded.vote, created_at = excluded.created_at`);
  if (removed.length > 0)
    await tx.run(sql`
      delete from comment_votes
      where (comment_id, user_id) in (select j.value ->> 0, j.value ->> 1 from ${rowsOf(removed)})`);
}

/** One parameter for any number of rows. */
const rowsOf = (rows: readonly unknown[]) => sql`json_each(${JSON.stringify(rows)}) as j`;

const keyOf = ({ commentId, userId }: { commentId: string; userId: string }) => `${commentId} ${userId}`;
