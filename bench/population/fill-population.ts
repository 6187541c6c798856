import type { Database } from 'bun:sqlite';
import { rankOf } from '../../origin/comments/votes/score.ts';
import { type Random, seededRandom } from '../../testkit/seeded-random.ts';
import { bulkInsert } from './bulk-insert.ts';
import { fillHistory, fillRatings } from './fill-engagement.ts';
import { fillSubscriptions } from './fill-subscriptions.ts';
import { channelId, sentence, TOPICS, timeOrderedId, titleOf, userId, videoId } from './names.ts';
import { foreignTitle } from './other-languages.ts';
import { planComments } from './plan-comments.ts';
import { PERIOD, type PopulationSize, timeOf } from './size.ts';

type Note = (line: string) => void;

/** People, channels, videos and what people made of them, the same ones for the same size, in a migrated database file. */
export function fillPopulation(database: Database, size: PopulationSize, note: Note): void {
  const random = seededRandom(20_261_121);
  const steps: Record<string, () => void> = {
    users: () => fillUsers(database, size),
    channels: () => fillChannels(database, size),
    'comments and videos': () => fillVideosAndComments(database, size, random),
    ratings: () => fillRatings(database, size, random),
    history: () => fillHistory(database, size, random),
    subscriptions: () => fillSubscriptions(database, size, random),
  };
  for (const [name, step] of Object.entries(steps)) {
    const startedAt = performance.now();
    step();
    note(`${name}: written in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  }
}

function fillUsers(database: Database, { users }: PopulationSize): void {
  const columns = ['id', 'name', 'email', 'username', 'created_at', 'updated_at'];
  bulkInsert(database, 'users', columns, users, (at) => {
    const id = userId(at);
    return [id, `Person ${at}`, `${id}@example.test`, id, PERIOD.fromMs, PERIOD.fromMs];
  });
}

function fillChannels(database: Database, { channels }: PopulationSize): void {
  const columns = ['id', 'owner_id', 'handle', 'name', 'created_at', 'updated_at'];
  bulkInsert(database, 'channels', columns, channels, (at) => {
    const topic = TOPICS[at % TOPICS.length];
    const name = `${topic?.words[at % topic.words.length] ?? ''} ${topic?.category ?? ''} ${at}`;
    return [channelId(at), userId(at), handleOf(at), name, PERIOD.fromMs, PERIOD.fromMs];
  });
}

/** In letters that resemble no others, since handles that look alike are refused. */
const handleOf = (at: number): string =>
  `ch-${[...at.toString(16)].map((digit) => 'abcdefghijkpqrst'[Number.parseInt(digit, 16)]).join('')}`;

function fillVideosAndComments(database: Database, size: PopulationSize, random: Random): void {
  const plan = planComments(size, random);
  const at0 = (list: Int32Array | Uint8Array, at: number): number => list[at] ?? 0;
  const videoColumns = [
    ...[
      'id',
      'channel_id',
      'owner_id',
      'title',
      'language',
      'description',
      'tags',
      'category',
      'visibility',
      'status',
      'playable',
    ],
    ...['complete', 'generation', 'duration_sec', 'view_count', 'ranked_view_count', 'comment_count'],
    ...['created_at', 'updated_at'],
  ];
  bulkInsert(database, 'videos', videoColumns, size.videos, (at) => {
    const channel = at % size.channels;
    const topic = channel % TOPICS.length;
    const createdMs = timeOf(at, size.videos);
    const tags = JSON.stringify([random.pick(TOPICS[topic]?.words ?? []), random.pick(TOPICS[topic]?.words ?? [])]);
    const { title, language } = random.chance(0.1)
      ? foreignTitle(random)
      : { title: titleOf(random, topic), language: 'en' };
    return [
      ...[videoId(at), channelId(channel), userId(channel), title, language, sentence(random), tags],
      ...[TOPICS[topic]?.category ?? null, 'public', 'ready', 1, 1, 'g1', 30 + random.skewed(3_600)],
      ...ranked(viewsOf(random)),
      ...[at0(plan.countOfVideo, at), createdMs, createdMs],
    ];
  });
  const idOf = (at: number) => timeOrderedId(timeOf(at, size.comments), at);
  const commentColumns = [
    ...['id', 'video_id', 'channel_id', 'author_id', 'parent_id', 'root_id', 'depth', 'content', 'state'],
    ...['like_count', 'dislike_count', 'reply_count', 'score', 'created_at'],
  ];
  bulkInsert(database, 'comments', commentColumns, size.comments, (at) => {
    const parent = plan.parentOf[at] ?? -1;
    const [likes, dislikes] = [random.skewed(40), random.skewed(5)];
    const video = at0(plan.videoOf, at);
    return [
      ...[idOf(at), videoId(video), channelId(video % size.channels), userId(random.below(size.users))],
      ...[parent < 0 ? null : idOf(parent)],
      ...[idOf(at0(plan.rootOf, at)), at0(plan.depthOf, at), sentence(random), 'approved', likes, dislikes],
      ...[at0(plan.replyCountOf, at), rankOf(likes, dislikes), timeOf(at, size.comments)],
    ];
  });
}

/** Ten at least; one video in three hundred has ten thousand (Pareto's distribution). */
const viewsOf = (random: Random): number => Math.floor(10 / (1 - random.next()) ** 1.2);
/** A count and the same as lists are ordered by it. */
const ranked = (views: number): [number, number] => [views, views];
