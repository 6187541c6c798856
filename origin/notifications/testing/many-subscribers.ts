import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { newId, newVideoId } from '../../../shared/ids.ts';
import { channels, subscriptions, users, videos } from '../../../shared/schema/index.ts';

/** A public video of a channel with `count` subscribers who want to hear of all, as rows alone. */
export async function manySubscribers(db: Database, count: number) {
  const [ownerId, channelId, videoId] = [newId(), newId(), newVideoId()];
  const now = new Date();
  const times = { createdAt: now, updatedAt: now };
  const nameOf = (id: string) => ({ name: id, username: id, email: `${id}@example.test` });
  await db.insert(users).values({ id: ownerId, ...nameOf(ownerId), ...times });
  await db.insert(channels).values({
    id: channelId,
    ownerId,
    handle: `h_${channelId.slice(-8)}`,
    name: 'Many',
    subscriberCount: count,
    ...times,
  });
  const state = { visibility: 'public', status: 'ready', playable: true } as const;
  await db.insert(videos).values({ id: videoId, channelId, ownerId, title: 'A clip', ...state, ...times });
  const ids = Array.from({ length: count }, () => newId());
  const at = now.getTime();
  const each = sql`from json_each(${JSON.stringify(ids)})`;
  await db.run(sql`insert into ${users} (id, name, email, username, created_at, updated_at)
    select value, value, value || '@example.test', value, ${at}, ${at} ${each}`);
  await db.run(sql`insert into ${subscriptions} (channel_id, user_id, level, created_at)
    select ${channelId}, value, 'all', ${at} ${each}`);
  return { ownerId, channelId, videoId, userIds: ids };
}
