import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { newId } from '../../../shared/ids.ts';
import { comments } from '../../../shared/schema/index.ts';
import { addNotificationEvent } from '../events/store.ts';
import { manySubscribers } from './many-subscribers.ts';

/** One reply each to a comment of `count` people, as rows alone; nobody has been told yet. */
export async function manyReplies(db: Database, count: number) {
  const { ownerId, channelId, videoId, userIds } = await manySubscribers(db, count);
  const now = new Date();
  const threads = userIds.map((authorId) => ({ id: newId(), replyId: newId(), authorId }));
  const each = sql`from json_each(${JSON.stringify(threads)})`;
  const place = sql`${videoId}, ${channelId}, 'hello', ${now.getTime()}`;
  await db.transaction(async (tx) => {
    await tx.run(sql`insert into ${comments} (video_id, channel_id, content, created_at, id, root_id, author_id)
      select ${place}, value ->> 'id', value ->> 'id', value ->> 'authorId' ${each}`);
    await tx.run(sql`
      insert into ${comments} (video_id, channel_id, content, created_at, id, root_id, parent_id, depth, author_id)
      select ${place}, value ->> 'replyId', value ->> 'id', value ->> 'id', 1, ${ownerId} ${each}`);
    const [one, ...others] = threads.map(({ replyId }) =>
      addNotificationEvent(tx, { event: 'comment_shown', comment_id: replyId }, now),
    );
    if (one) await tx.batch([one, ...others]);
  });
  return { videoId, userIds, replyIds: threads.map(({ replyId }) => replyId) };
}
