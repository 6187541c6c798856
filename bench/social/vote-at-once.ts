import { and, eq, inArray } from 'drizzle-orm';
import { commentFactsSchema } from '../../shared/contracts/comments.ts';
import { comments, commentVotes, videoRatings, videos } from '../../shared/schema/index.ts';
import { seededRandom } from '../../testkit/seeded-random.ts';
import { percentile } from '../bench-case.ts';
import { cpuMicros } from '../process-account.ts';
import type { Person, SocialStand } from './social-stand.ts';

type Vote = 'like' | 'dislike' | null;
type Counts = { likes: number; dislikes: number };
export type Voting = { perSec: number; p99Ms: number; cpuMicrosEach: number; lost: number };

/** Everybody likes, dislikes and changes their mind about the hot video, `rounds` times each. */
export async function voteOnVideo(stand: SocialStand, rounds: number): Promise<Voting> {
  const { db } = stand.database;
  const path = `/videos/${stand.hotVideoId}/reaction`;
  const isThis = eq(videoRatings.videoId, stand.hotVideoId);
  return voteAtOnce(stand, rounds, {
    send: (person, vote) =>
      vote === null ? stand.send(person, 'DELETE', path) : stand.send(person, 'PUT', path, { rating: vote }),
    countRows: async (userIds) => ({
      likes: await db.$count(videoRatings, and(isThis, eq(videoRatings.rating, 'like'), among(videoRatings, userIds))),
      dislikes: await db.$count(
        videoRatings,
        and(isThis, eq(videoRatings.rating, 'dislike'), among(videoRatings, userIds)),
      ),
    }),
    async readCounts() {
      const [video] = await db.select().from(videos).where(eq(videos.id, stand.hotVideoId));
      return { likes: video?.likeCount ?? Number.NaN, dislikes: video?.dislikeCount ?? Number.NaN };
    },
  });
}

/** The same about a comment that is posted for it. */
export async function voteOnComment(stand: SocialStand, rounds: number): Promise<Voting> {
  const { db } = stand.database;
  const [author] = stand.people;
  if (!author) throw new RangeError('nobody is there');
  const body = { content: 'the comment that all of them vote on' };
  const { comment_id: id } = commentFactsSchema.parse(
    await stand.send(author, 'POST', `/videos/${stand.hotVideoId}/comments`, body),
  );
  const isThis = eq(commentVotes.commentId, id);
  return voteAtOnce(stand, rounds, {
    send: (person, vote) => stand.send(person, 'POST', `/comments/${id}/reaction`, { action: vote ?? 'remove' }),
    countRows: async (userIds) => ({
      likes: await db.$count(commentVotes, and(isThis, eq(commentVotes.vote, 'like'), among(commentVotes, userIds))),
      dislikes: await db.$count(
        commentVotes,
        and(isThis, eq(commentVotes.vote, 'dislike'), among(commentVotes, userIds)),
      ),
    }),
    async readCounts() {
      const [comment] = await db.select().from(comments).where(eq(comments.id, id));
      return { likes: comment?.likeCount ?? Number.NaN, dislikes: comment?.dislikeCount ?? Number.NaN };
    },
  });
}

const among = (table: typeof videoRatings | typeof commentVotes, userIds: readonly string[] | null) =>
  userIds === null ? undefined : inArray(table.userId, [...userIds]);

type Target = {
  send(person: Person, vote: Vote): Promise<unknown>;
  /** Rows of these people, or of all. */
  countRows(userIds: readonly string[] | null): Promise<Counts>;
  readCounts(): Promise<Counts>;
};

/** All people at the same time, each sending the next vote when the one before is answered. Every vote changes something. */
async function voteAtOnce({ people, origin }: SocialStand, rounds: number, target: Target): Promise<Voting> {
  const tookMs: number[] = [];
  const said: Counts = { likes: 0, dislikes: 0 };
  const cpuBefore = await cpuMicros(origin.pid);
  const startedAt = performance.now();
  await Promise.all(
    people.map(async (person, at) => {
      const random = seededRandom(at);
      let own: Vote = null;
      for (let round = 0; round < rounds; round++) {
        own = random.pick(([null, 'like', 'dislike'] as const).filter((other) => other !== own));
        const sentAt = performance.now();
        await target.send(person, own);
        tookMs.push(performance.now() - sentAt);
      }
      if (own !== null) said[`${own}s`] += 1;
    }),
  );
  const wallMs = performance.now() - startedAt;
  const cpuMicrosEach = ((await cpuMicros(origin.pid)) - cpuBefore) / tookMs.length;
  const counts = await target.readCounts();
  return {
    ...{ perSec: (tookMs.length / wallMs) * 1000, p99Ms: percentile(tookMs, 0.99), cpuMicrosEach },
    lost:
      difference(counts, await target.countRows(null)) +
      difference(said, await target.countRows(people.map(({ userId }) => userId))),
  };
}

const difference = (a: Counts, b: Counts) => Math.abs(a.likes - b.likes) + Math.abs(a.dislikes - b.dislikes);
