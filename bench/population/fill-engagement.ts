import type { Database } from 'bun:sqlite';
import type { Random } from '../../testkit/seeded-random.ts';
import { bulkInsert } from './bulk-insert.ts';
import { userId, videoId } from './names.ts';
import { PERIOD, type PopulationSize, timeOf } from './size.ts';

/** What everybody thinks of some videos, popular ones mostly, and the counts of it. */
export function fillRatings(
  database: Database,
  { users, videos, ratingsPerUser }: PopulationSize,
  random: Random,
): void {
  const rated = pickForEach(random, videos, ratingsPerUser);
  const columns = ['video_id', 'user_id', 'rating', 'created_at'];
  const count = users * ratingsPerUser;
  bulkInsert(database, 'video_ratings', columns, count, (at) => {
    const rating = random.chance(0.9) ? 'like' : 'dislike';
    return [videoId(rated(at)), userId(Math.floor(at / ratingsPerUser)), rating, timeOf(at, count)];
  });
  database.run(`update videos set like_count = counted.likes, dislike_count = counted.all_of_them - counted.likes
    from (select video_id, count(*) as all_of_them, sum(rating = 'like') as likes from video_ratings group by 1) as counted
    where videos.id = counted.video_id`);
}

/** What everybody has watched lately, half of it to the end. */
export function fillHistory(
  database: Database,
  { users, videos, watchedPerUser }: PopulationSize,
  random: Random,
): void {
  const watched = pickForEach(random, videos, watchedPerUser);
  const columns = ['user_id', 'video_id', 'position_sec', 'watched_at', 'is_unfinished'];
  bulkInsert(database, 'watch_history', columns, users * watchedPerUser, (at) => {
    const user = Math.floor(at / watchedPerUser);
    const watchedAtMs = PERIOD.toMs - random.below(PERIOD.toMs - PERIOD.fromMs);
    return [userId(user), videoId(watched(at)), 5 + random.below(25), watchedAtMs, Number(random.chance(0.5))];
  });
}

/** For rows in the order of their users, `perUser` each: a number below `limit` that the user has not had yet. */
export function pickForEach(random: Random, limit: number, perUser: number): (at: number) => number {
  const had = new Set<number>();
  return (at) => {
    if (at % perUser === 0) had.clear();
    for (let pick = random.skewed(limit); ; pick = (pick + 1) % limit)
      if (!had.has(pick)) {
        had.add(pick);
        return pick;
      }
  };
}
