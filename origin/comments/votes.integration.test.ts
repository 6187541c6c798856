import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq, inArray, sql } from 'drizzle-orm';
import { commentRecountSchema } from '../../shared/contracts/comments.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { newId } from '../../shared/ids.ts';
import { commentNews, comments, commentVotes, users, videos } from '../../shared/schema/index.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { startTestOrigin, type TestOrigin, type TestUser } from '../testing/test-origin.ts';
import { recountAllComments } from './recount/recount-comments.ts';
import { commentPageSql, createCommentRecountStore, videoPageSql } from './recount/store.ts';
import { type CommentWorld, createCommentWorld } from './testing/comment-world.ts';
import { rankOf } from './votes/score.ts';
import { createVoteStore } from './votes/store.ts';

let origin: TestOrigin;
let world: CommentWorld;
let [ada, bob]: TestUser[] = [];
beforeAll(async () => {
  origin = await startTestOrigin();
  world = await createCommentWorld(origin);
  [ada, bob] = [await origin.signUp(), await origin.signUp()];
}, 20_000);
afterAll(() => origin?.stop());

function person(user: TestUser | undefined): TestUser {
  if (!user) throw new Error('nobody signed up');
  return user;
}
const never = new AbortController().signal;

test('a vote counts once, turns round and is taken back, and the rank follows', async () => {
  const { comment_id } = await world.post(person(ada), await world.newVideo(), 'vote on me');
  for (const [by, action, likes, dislikes, own] of [
    [person(bob), 'like', 1, 0, 'like'],
    [person(bob), 'like', 1, 0, 'like'],
    [person(ada), 'like', 2, 0, 'like'],
    [person(bob), 'dislike', 1, 1, 'dislike'],
    [person(bob), 'remove', 1, 0, null],
    [person(bob), 'remove', 1, 0, null],
  ] as const) {
    expect(await world.vote(by, comment_id, action)).toEqual({
      like_count: likes,
      dislike_count: dislikes,
      own_vote: own,
    });
    expect((await world.row(comment_id)).score).toBe(rankOf(likes, dislikes));
  }
  const path = `/comments/${comment_id}/reaction`;
  expect(await world.outcome(person(bob), 'POST', path, { action: 'love' })).toBe('400 validation_failed');
  expect(await world.outcome(null, 'POST', path, { action: 'like' })).toBe('401 unauthenticated');
  expect(await world.outcome(person(bob), 'POST', `/comments/${newId()}/reaction`, { action: 'like' })).toBe(
    '404 not_found',
  );
});

test('1,000 votes of 100 users at once leave exactly the counts of their rows, and few words to the room', async () => {
  const videoId = await world.newVideo();
  const { comment_id } = await world.post(person(ada), videoId, 'loved and hated');
  const now = new Date();
  const voters = Array.from({ length: 100 }, (_, at) => `voter-${at}`);
  await origin.db.insert(users).values(
    voters.map((id) => ({
      ...{ id, name: id, email: `${id}@example.test`, username: id.replace('-', '_'), createdAt: now, updatedAt: now },
    })),
  );
  const store = createVoteStore(origin.db);
  const actions = ['like', 'remove', 'dislike', 'like'] as const;
  await Promise.all(
    Array.from({ length: 1_000 }, (_, at) =>
      store.vote({
        ...{ commentId: comment_id, userId: `voter-${at % 100}`, now },
        action: actions[(at * 7 + Math.floor(at / 100)) % 4] ?? 'like',
      }),
    ),
  );
  const votes = await origin.db.select().from(commentVotes).where(eq(commentVotes.commentId, comment_id));
  const likes = votes.filter(({ vote }) => vote === 'like').length;
  const { likeCount, dislikeCount } = await world.row(comment_id);
  expect([likeCount, dislikeCount]).toEqual([likes, votes.length - likes]);
  expect(votes.length).toBeGreaterThan(0);
  // A round of origin brings the newest counts; what is told last is how it is.
  await waitFor(async () => (await origin.db.all(sql`select * from comment_news`)).length === 0);
  const told = (await world.told(videoId)).filter((line) => line.startsWith('comments.counted'));
  expect(told.length).toBeGreaterThan(0);
  expect(told.length).toBeLessThan(200);
}, 60_000);

test('the room is told of a comment and of what it changes in one message, as things stand right after it', async () => {
  const videoId = await world.newVideo();
  const top = await world.post(person(ada), videoId, 'top');
  await world.vote(person(bob), top.comment_id, 'like');
  await waitFor(async () => (await world.told(videoId)).includes('comments.counted 1 1'));
  const replies = await Promise.all(
    ['one', 'two'].map((content) => world.post(person(bob), videoId, content, top.comment_id)),
  );
  const ids = [top, ...replies].map(({ comment_id }) => comment_id).sort();
  // A round has told of what was noted by then, and there was nothing.
  expect(await origin.db.$count(commentNews, inArray(commentNews.commentId, ids))).toBe(0);
  const [first, counted, ...then] = await world.eventsOf(videoId);
  const ofTop = { comment_id: top.comment_id, like_count: 1, dislike_count: 0 };
  expect(first).toEqual({ type: 'comment.created', data: { total_count: 1, counts: [], comment: top } });
  expect(counted?.data).toEqual({ total_count: 1, counts: [{ ...ofTop, reply_count: 0 }] });
  const told = (count: number) => ({ total_count: 1 + count, counts: [{ ...ofTop, reply_count: count }] });
  expect(then.map(({ type }) => type)).toEqual(['comment.created', 'comment.created']);
  expect(then.map(({ data }) => data)).toMatchObject([told(1), told(2)]);
});

test('a recount mends every count that has drifted, and touches nothing else', async () => {
  const videoId = await world.newVideo();
  const top = await world.post(person(ada), videoId, 'top');
  const middle = await world.post(person(bob), videoId, 'middle', top.comment_id);
  await world.post(person(ada), videoId, 'deep', middle.comment_id);
  await world.vote(person(bob), top.comment_id, 'like');
  await world.send(person(bob), 'DELETE', `/comments/${middle.comment_id}`);
  const right = await Promise.all([top, middle].map(({ comment_id }) => world.row(comment_id)));
  expect(right.map(({ replyCount }) => replyCount)).toEqual([1, 1]);

  await origin.db
    .update(comments)
    .set({ likeCount: 9, score: 0, replyCount: 5 })
    .where(eq(comments.id, top.comment_id));
  await origin.db.update(comments).set({ replyCount: 0 }).where(eq(comments.id, middle.comment_id));
  await origin.db.update(videos).set({ commentCount: 77 }).where(eq(videos.id, videoId));
  const answer = await fetch(`${origin.url}/internal/comments/recount`, {
    method: 'POST',
    headers: { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ from: null }),
  });
  expect(commentRecountSchema.parse(await answer.json())).toMatchObject({
    ...{ repaired_comments: 2, repaired_videos: 1, next: null },
  });
  expect(await Promise.all([top, middle].map(({ comment_id }) => world.row(comment_id)))).toEqual(right);
  expect(await world.total(videoId)).toBe(2);
  await recountAllComments(createCommentRecountStore(origin.db), never);
  expect(await world.total(videoId)).toBe(2);
});

test('the recount reads by index alone, a page at a time', async () => {
  const planOf = async (query: ReturnType<typeof commentPageSql>) =>
    (await origin.db.all<{ detail: string }>(sql`explain query plan ${query}`)).map(({ detail }) => detail).join('\n');
  const page = await planOf(commentPageSql('g', 10));
  expect(page).toContain('SEARCH c USING INDEX sqlite_autoindex_comments_1 (id<?)');
  expect(page).toContain('SEARCH v USING INDEX sqlite_autoindex_comment_votes_1 (comment_id=?)');
  expect(page).toContain('INDEX comments_replies (parent_id=?)');
  const video = await planOf(videoPageSql('', 10));
  expect(video).toContain('SEARCH c USING INDEX comments_by_');
  expect(video).toContain('INDEX comments_replies (parent_id=?)');
  for (const plan of [page, video]) expect(plan).not.toMatch(/SCAN (c|v|r|comments)\b|TEMP B-TREE|AUTOMATIC/);
});

test('who posts faster than people write is asked to wait', async () => {
  const videoId = await world.newVideo();
  const hasty = await origin.signUp();
  for (let times = 1; times <= 10; times += 1) await world.post(hasty, videoId, `comment ${times}`);
  const refused = await world.send(hasty, 'POST', `/videos/${videoId}/comments`, { content: 'one more' });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
  await world.post(person(bob), videoId, 'others go on');
});
