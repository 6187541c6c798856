import { eq, sql } from 'drizzle-orm';
import { commentMentions } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';

const MAX_MENTIONS = 20;

export async function setMentions(tx: Transaction, commentId: string, handles: readonly string[]): Promise<void> {
  await tx.delete(commentMentions).where(eq(commentMentions.commentId, commentId));
  await addMentions(tx, commentId, handles);
}

/**
 * Keeps which channels a comment names that has named none; handles of none are only words. One statement: to be awaited,
 * or run with others in a batch.
 */
export function addMentions(tx: Transaction, commentId: string, handles: readonly string[]) {
  return tx.run(sql`
    insert into comment_mentions (comment_id, channel_id)
    select ${commentId}, c.id from json_each(${JSON.stringify(handles.slice(0, MAX_MENTIONS))}) as j
    cross join channels c where c.handle = j.value`);
}
