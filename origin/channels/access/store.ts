import { sql } from 'drizzle-orm';
import { changes, videos } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';

/**
 * Tells the edge that other people than before may watch a channel's private videos, in the transaction that says so.
 * One statement, however many videos there are.
 */
export async function noteChannelAccess(tx: Transaction, channelId: string, now: Date): Promise<void> {
  await tx.run(sql`insert into ${changes} (kind, subject, at)
    select case when ${videos.visibility} = 'private' then 'video_revoked' else 'video_changed' end, ${videos.id}, ${now.getTime()}
    from ${videos} where ${videos.channelId} = ${channelId} and ${videos.deletedAt} is null`);
}
