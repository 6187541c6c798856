import type { Database } from 'bun:sqlite';
import type { Random } from '../../testkit/seeded-random.ts';
import { bulkInsert } from './bulk-insert.ts';
import { pickForEach } from './fill-engagement.ts';
import { channelId, userId } from './names.ts';
import { PERIOD, type PopulationSize, timeOf } from './size.ts';

/** More subscribers than that, as one channel in a hundred has, and readers look for a channel's videos themselves. */
export const FAN_OUT_MAX_SUBSCRIBERS = 250;
/** A prime: large channels are not those whose last video is the oldest. */
const SCATTER = 7_919;
/** Less than feeds go back, so that origin has no old rows to delete while it is measured. */
const feedSinceMs = PERIOD.toMs - 30 * 24 * 3_600_000;

/** Who follows whom, large channels mostly, and the feeds that come of it, as the fan-out would have left them. */
export function fillSubscriptions(database: Database, size: PopulationSize, random: Random): void {
  const { users, channels, subscriptionsPerUser } = size;
  const followed = pickForEach(random, channels, subscriptionsPerUser);
  const columns = ['channel_id', 'user_id', 'level', 'created_at'];
  const count = users * subscriptionsPerUser;
  bulkInsert(database, 'subscriptions', columns, count, (at) => {
    const user = userId(Math.floor(at / subscriptionsPerUser));
    return [
      channelId((followed(at) * SCATTER) % channels),
      user,
      random.chance(0.2) ? 'all' : 'personalised',
      timeOf(at, count),
    ];
  });
  database.run(`update channels set subscriber_count = counted.rows
    from (select channel_id, count(*) as rows from subscriptions group by 1) as counted
    where channels.id = counted.channel_id`);
  database.run(`insert into publications (video_id, channel_id, published_at, fan_out, updated_at)
    select v.id, v.channel_id, v.created_at,
      case when c.subscriber_count > ${FAN_OUT_MAX_SUBSCRIBERS} then 'pulled' else 'pushed' end, v.created_at
    from videos v join channels c on c.id = v.channel_id`);
  database.run(`insert into feed_items (user_id, published_at, video_id)
    select s.user_id, p.published_at, p.video_id from subscriptions s
    join publications p on p.channel_id = s.channel_id and p.published_at >= ${feedSinceMs} and p.fan_out = 'pushed'
    order by 1, 2, 3`);
}
