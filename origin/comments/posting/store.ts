import { and, count, eq, gt, inArray } from 'drizzle-orm';
import { AppError } from '../../../shared/errors.ts';
import { channels, commentMentions, comments } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';
import { isReachable } from '../counts/store.ts';
import { noSuchComment } from '../rows/store.ts';

const minuteMs = 60_000;
const MAX_MENTIONS = 20;

export async function setMentions(tx: Transaction, commentId: string, handles: readonly string[]): Promise<void> {
  await tx.delete(commentMentions).where(eq(commentMentions.commentId, commentId));
  await addMentions(tx, commentId, handles);
}

/** Keeps which channels a comment names that has named none; handles of none are only words. */
export async function addMentions(tx: Transaction, commentId: string, handles: readonly string[]): Promise<void> {
  if (handles.length === 0) return;
  const named = await tx
    .select({ channelId: channels.id })
    .from(channels)
    .where(inArray(channels.handle, handles.slice(0, MAX_MENTIONS)));
  if (named.length > 0)
    await tx.insert(commentMentions).values(named.map(({ channelId }) => ({ commentId, channelId })));
}

/** Throws `rate_limited` for who posted `perMinute` comments in the last minute. */
export async function requireSlowness(tx: Transaction, authorId: string, perMinute: number, now: Date): Promise<void> {
  const isRecent = and(eq(comments.authorId, authorId), gt(comments.createdAt, new Date(now.getTime() - minuteMs)));
  const [recent] = await tx.select({ posted: count() }).from(comments).where(isRecent);
  if ((recent?.posted ?? 0) < perMinute) return;
  throw new AppError('rate_limited', `at most ${perMinute} comments a minute; wait a moment`, {
    headers: { 'retry-after': '60' },
  });
}

/** The comment that is replied to. Throws `not_found` where nobody sees it, `conflict` when it was deleted. */
export async function readParent(tx: Transaction, parentId: string, videoId: string) {
  const [parent] = await tx.select().from(comments).where(eq(comments.id, parentId));
  if (!parent || parent.videoId !== videoId || !(await isReachable(tx, parentId))) throw noSuchComment();
  if (parent.deletedAt !== null) throw new AppError('conflict', 'the comment that this one replies to was deleted');
  return parent;
}
