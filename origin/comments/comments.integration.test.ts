import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { askOver } from '../../platform/questions.ts';
import { presentCommentFacts } from '../../shared/comments/present-comment.ts';
import { commentEditsSchema, commentFactsSchema } from '../../shared/contracts/comments.ts';
import { idempotencyKeyHeader } from '../../shared/http-headers.ts';
import { newId } from '../../shared/ids.ts';
import { auditLog, commentEdits, commentMentions, comments, commentVotes } from '../../shared/schema/index.ts';
import { startTestOrigin, type TestOrigin, type TestUser } from '../testing/test-origin.ts';
import { readComments } from './rows/store.ts';
import { changeCommentState, createCommentStore } from './store.ts';
import { type CommentWorld, createCommentWorld } from './testing/comment-world.ts';

let origin: TestOrigin;
let world: CommentWorld;
let [ada, bob, manager, moderator]: TestUser[] = [];
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_COMMENTS_PER_MINUTE: '1000' });
  world = await createCommentWorld(origin);
  [ada, bob, manager, moderator] = await Promise.all(Array.from({ length: 4 }, () => origin.signUp()));
  await world.join(person(manager), 'manager');
  moderator = await world.appoint(person(moderator), 'moderator');
}, 20_000);
afterAll(() => origin?.stop());

function person(user: TestUser | undefined): TestUser {
  if (!user) throw new Error('nobody signed up');
  return user;
}

describe('posting', () => {
  test('a comment is answered as its author meets it, and everybody in the room is told', async () => {
    const videoId = await world.newVideo();
    const posted = await world.post(person(ada), videoId, '  Nice  \r\n\r\n\r\nat 1:23 <b>!</b> ');
    expect(posted).toMatchObject({
      ...{ video_id: videoId, parent_id: null, depth: 0, content: 'Nice\n\nat 1:23 <b>!</b>', state: 'approved' },
      ...{ edited_at: null, pinned: false, hearted: false, by_creator: false, like_count: 0, own_vote: null },
      author: { user_id: world.idOf(person(ada)), username: person(ada).session.user.username },
    });
    expect(await world.total(videoId)).toBe(1);
    expect((await world.told(videoId))[0]).toBe(`comment.created ${posted.comment_id} ${posted.content}`);
    expect((await world.post(world.creator, videoId, 'thanks')).by_creator).toBe(true);
  });

  test('the answer is what the database holds, of whoever posted and whatever became of it', async () => {
    const [open, held] = [await world.newVideo(), await world.newVideo({ commentPolicy: 'held' })];
    const first = await world.post(person(ada), open, 'a comment');
    const posted = [
      first,
      await world.post(world.creator, open, `@${person(ada).session.user.username} thanks`, first.comment_id),
      await world.post(person(bob), held, 'waits for a decision'),
    ];
    expect(posted.map(({ state }) => state)).toEqual(['approved', 'approved', 'held']);
    expect(await world.told(held)).toEqual([]);
    const kept = await readComments(
      origin.db,
      posted.map(({ comment_id }) => comment_id),
    );
    const byId = (a: { comment_id: string }, b: { comment_id: string }) => (a.comment_id < b.comment_id ? -1 : 1);
    // The first has got a reply since it was answered.
    const now = posted.map((each) => (each === first ? { ...each, reply_count: 1 } : each));
    expect(kept.map(presentCommentFacts).sort(byId)).toEqual(now.sort(byId));
  });

  test('replies go to any depth, each one counted by what it replies to', async () => {
    const videoId = await world.newVideo();
    let parent = await world.post(person(ada), videoId, 'top');
    const root = parent.comment_id;
    for (let depth = 1; depth <= 12; depth += 1) {
      const reply = await world.post(
        depth % 2 ? person(bob) : person(ada),
        videoId,
        `depth ${depth}`,
        parent.comment_id,
      );
      expect([reply.depth, reply.parent_id]).toEqual([depth, parent.comment_id]);
      expect((await world.row(parent.comment_id)).replyCount).toBe(1);
      expect((await world.row(reply.comment_id)).rootId).toBe(root);
      parent = reply;
    }
    expect(await world.total(videoId)).toBe(13);
  });

  test('the same request again under its key posts once', async () => {
    const videoId = await world.newVideo();
    const key = crypto.randomUUID();
    const send = () =>
      fetch(`${origin.url}/api/v1/videos/${videoId}/comments`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${person(ada).token}`,
          'content-type': 'application/json',
          [idempotencyKeyHeader]: key,
        },
        body: JSON.stringify({ content: 'once' }),
      });
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.json()).toEqual(await first.json());
    expect(await world.total(videoId)).toBe(1);
  });

  test('what has changed between asking and writing refuses the comment as a whole', async () => {
    const store = createCommentStore(origin.db);
    const videoId = await world.newVideo();
    const authorId = world.idOf(person(bob));
    /** Posts as somebody would whom `change` has overtaken. */
    async function overtakenBy(change: () => Promise<unknown>, parentId: string | null, id = newId(), perMinute = 1e6) {
      const [around] = await askOver(origin.db)(store.askSurroundings({ authorId, parentId }));
      await change();
      const place = { videoId, channelId: world.channelId, ownerId: world.idOf(world.creator), authorId, parentId };
      const verdict = { state: 'approved' as const, reasons: [] };
      const comment = { id, ...place, content: 'late', mentions: [], verdict };
      return presentCommentFacts(await store.post(comment, around, perMinute, new Date()));
    }
    const [deleted, rejected] = [
      (await world.post(person(ada), videoId, 'goes')).comment_id,
      (await world.post(person(ada), videoId, 'is taken away')).comment_id,
    ];
    const deletion = overtakenBy(() => world.send(person(ada), 'DELETE', `/comments/${deleted}`), deleted);
    await expect(deletion).rejects.toMatchObject({ code: 'conflict' });
    const reject: Parameters<typeof changeCommentState>[1] = { commentId: rejected, state: 'rejected', reasons: [] };
    const rejection = overtakenBy(
      () => origin.db.transaction((tx) => changeCommentState(tx, reject, new Date())),
      rejected,
    );
    await expect(rejection).rejects.toMatchObject({ code: 'not_found' });
    const posted = await origin.db.$count(comments, eq(comments.authorId, authorId));
    const other = () => world.post(person(bob), videoId, 'the last of the minute');
    await expect(overtakenBy(other, null, newId(), posted + 1)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await world.total(videoId)).toBe(1);

    const id = newId();
    const first = await overtakenBy(async () => {}, null, id);
    const second = overtakenBy(async () => {}, null, id);
    expect(await second).toEqual(first);
    const again = newId();
    const [one, two] = await Promise.all([again, again].map((same) => overtakenBy(async () => {}, null, same)));
    expect(one).toEqual(two);
    expect(await world.total(videoId)).toBe(3);
  });

  test('handles that it names are kept as mentions, and follow an edit', async () => {
    const videoId = await world.newVideo();
    const handle = person(bob).session.user.username;
    const { comment_id } = await world.post(
      person(ada),
      videoId,
      `@${handle.toUpperCase()} and @nobody_at_all @${handle}`,
    );
    const mentioned = async () =>
      (await origin.db.select().from(commentMentions).where(eq(commentMentions.commentId, comment_id))).map(
        ({ channelId }) => channelId,
      );
    expect(await mentioned()).toEqual([(await world.channelIdOf(person(bob))) ?? 'none']);
    await world.send(person(ada), 'PATCH', `/comments/${comment_id}`, { content: 'nobody' });
    expect(await mentioned()).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['nothing to see', '\u200b \u3164 \n'],
    ['64 KB', 'x'.repeat(64 * 1024)],
    ['5,001 characters', 'x'.repeat(5_001)],
    ['more than 16 KB of emoji', '🎬'.repeat(4_097)],
    ['no text', 7],
  ])('%s is refused', async (_name, content) => {
    const path = `/videos/${await world.newVideo()}/comments`;
    expect(await world.outcome(person(ada), 'POST', path, { content })).toBe('400 validation_failed');
  });

  test('the longest comments are told to the room whole, however they are written', async () => {
    const videoId = await world.newVideo();
    for (const content of ['"\\'.repeat(2_500), '🎬'.repeat(4_096), `${'a\n'.repeat(2_499)}b`]) {
      const comment = await world.post(world.creator, videoId, content);
      expect(comment.content).toBe(content);
      expect((await world.eventsOf(videoId)).at(-1)?.data).toMatchObject({ comment });
    }
    expect(await world.total(videoId)).toBe(3);
  });

  test('nobody posts without signing in, below what they cannot see, or to what is not there', async () => {
    const [open, hidden] = [await world.newVideo(), await world.newVideo({ visibility: 'private' })];
    const elsewhere = await world.post(person(ada), await world.newVideo(), 'elsewhere');
    const body = { content: 'hello' };
    expect(await world.outcome(null, 'POST', `/videos/${open}/comments`, body)).toBe('401 unauthenticated');
    expect(await world.outcome(person(ada), 'POST', `/videos/${hidden}/comments`, body)).toBe('404 not_found');
    expect(await world.outcome(person(ada), 'POST', '/videos/nothingHere/comments', body)).toBe('404 not_found');
    for (const parent_id of [newId(), elsewhere.comment_id])
      expect(await world.outcome(person(ada), 'POST', `/videos/${open}/comments`, { ...body, parent_id })).toBe(
        '404 not_found',
      );
    expect(await world.outcome(person(ada), 'POST', `/videos/${open}/comments`, { ...body, state: 'approved' })).toBe(
      '400 validation_failed',
    );
  });

  test('where the video holds all, its channel alone is seen at once; where it takes none, nobody is', async () => {
    const videoId = await world.newVideo();
    const setPolicy = (policy: string, by = world.creator) =>
      world.outcome(by, 'PUT', `/videos/${videoId}/comment-policy`, { policy });
    expect(await setPolicy('held', person(ada))).toBe('403 forbidden');
    expect(await setPolicy('held', person(manager))).toBe('204');
    expect((await world.post(person(ada), videoId, 'wait')).state).toBe('held');
    expect((await world.post(person(manager), videoId, 'no wait')).state).toBe('approved');
    expect(await world.total(videoId)).toBe(1);
    expect((await world.told(videoId)).filter((line) => line.includes('wait'))).toHaveLength(1);
    expect(await setPolicy('off')).toBe('204');
    for (const by of [person(ada), world.creator])
      expect(await world.outcome(by, 'POST', `/videos/${videoId}/comments`, { content: 'x' })).toBe('403 comments_off');
  });
});

describe('editing', () => {
  test('changes the text, marks it, and keeps what it said before', async () => {
    const videoId = await world.newVideo();
    const { comment_id, created_at } = await world.post(person(ada), videoId, 'one');
    for (const content of ['two', 'two', 'three']) {
      const response = await world.send(person(ada), 'PATCH', `/comments/${comment_id}`, { content });
      const edited = commentFactsSchema.parse(await response.json());
      expect([edited.content, edited.created_at]).toEqual([content, created_at]);
      expect(edited.edited_at).not.toBeNull();
    }
    const path = `/comments/${comment_id}/edits`;
    for (const reader of [person(ada), person(manager), person(moderator)]) {
      const { edits } = commentEditsSchema.parse(await (await world.send(reader, 'GET', path)).json());
      expect(edits.map(({ content }) => content)).toEqual(['one', 'two']);
      expect(edits[0]?.written_at).toBe(created_at);
    }
    expect(await world.outcome(person(bob), 'GET', path)).toBe('403 forbidden');
    expect(await world.told(videoId)).toContain(`comment.changed ${comment_id} three`);
  });

  test('is for the author alone, while it is there, and has an end', async () => {
    const videoId = await world.newVideo();
    const { comment_id } = await world.post(person(ada), videoId, 'mine');
    const path = `/comments/${comment_id}`;
    for (const other of [person(bob), world.creator, person(moderator)])
      expect(await world.outcome(other, 'PATCH', path, { content: 'yours' })).toBe('403 forbidden');
    for (let times = 1; times <= 20; times += 1)
      expect(await world.outcome(person(ada), 'PATCH', path, { content: `edit ${times}` })).toBe('200');
    expect(await world.outcome(person(ada), 'PATCH', path, { content: 'edit 21' })).toBe('409 conflict');
    expect(await world.outcome(person(ada), 'DELETE', path)).toBe('204');
    expect(await world.outcome(person(ada), 'PATCH', path, { content: 'back' })).toBe('404 not_found');
  });
});

describe('deleting', () => {
  test('takes text, history, mentions and votes away; a thread below stays and counts on', async () => {
    const videoId = await world.newVideo();
    const top = await world.post(person(ada), videoId, `secret @${person(bob).session.user.username}`);
    const reply = await world.post(person(bob), videoId, 'a reply', top.comment_id);
    await world.vote(person(bob), top.comment_id, 'like');
    await world.send(person(ada), 'PATCH', `/comments/${top.comment_id}`, { content: 'secret still' });
    expect(await world.outcome(person(ada), 'DELETE', `/comments/${top.comment_id}`)).toBe('204');
    const row = await world.row(top.comment_id);
    expect(row).toMatchObject({ content: '', replyCount: 1, likeCount: 0, editedAt: null });
    for (const table of [commentEdits, commentMentions, commentVotes])
      expect(await origin.db.select().from(table).where(eq(table.commentId, top.comment_id))).toEqual([]);
    expect(await world.total(videoId)).toBe(1);
    expect(await world.told(videoId)).toContain(`comment.changed ${top.comment_id} null`);
    // The last reply takes the tombstone with it.
    await world.send(person(bob), 'DELETE', `/comments/${reply.comment_id}`);
    expect((await world.row(top.comment_id)).replyCount).toBe(0);
    expect(await world.total(videoId)).toBe(0);
    expect((await world.told(videoId)).filter((line) => line.startsWith('comment.removed'))).toEqual([
      `comment.removed ${reply.comment_id}`,
      `comment.removed ${top.comment_id}`,
    ]);
  });

  test('is for the author, who looks after the channel, and moderators', async () => {
    const videoId = await world.newVideo();
    for (const by of [person(ada), world.creator, person(manager), person(moderator)]) {
      const { comment_id } = await world.post(person(ada), videoId, 'to go');
      expect(await world.outcome(person(bob), 'DELETE', `/comments/${comment_id}`)).toBe('403 forbidden');
      expect(await world.outcome(by, 'DELETE', `/comments/${comment_id}`)).toBe('204');
      expect(await world.outcome(by, 'DELETE', `/comments/${comment_id}`)).toBe('404 not_found');
    }
    expect(await world.total(videoId)).toBe(0);
    const noted = await origin.db.select().from(auditLog).where(eq(auditLog.action, 'comment.deleted'));
    expect(noted).toHaveLength(3); // what the author did is nobody else's concern
  });

  test('at the same moment as replies leaves no orphan: each reply is refused, or stands below a tombstone', async () => {
    const videoId = await world.newVideo();
    for (let round = 0; round < 8; round += 1) {
      const { comment_id } = await world.post(person(ada), videoId, 'contested');
      const body = { content: 'reply', parent_id: comment_id };
      const [gone, ...outcomes] = await Promise.all([
        world.outcome(person(ada), 'DELETE', `/comments/${comment_id}`),
        world.outcome(person(bob), 'POST', `/videos/${videoId}/comments`, body),
        world.outcome(world.creator, 'POST', `/videos/${videoId}/comments`, body),
      ]);
      expect(gone).toBe('204');
      const landed = outcomes.filter((outcome) => outcome === '201').length;
      expect(outcomes.filter((outcome) => outcome === '409 conflict').length).toBe(2 - landed);
      expect((await world.row(comment_id)).replyCount).toBe(landed);
      const below = await origin.db.select().from(comments).where(eq(comments.parentId, comment_id));
      expect(below).toHaveLength(landed);
      expect((await world.row(comment_id)).content).toBe('');
    }
  }, 20_000);
});

describe('pins and hearts', () => {
  test('one comment is pinned; another takes its place; replies and withheld ones cannot be', async () => {
    const videoId = await world.newVideo();
    const [first, second] = [
      await world.post(person(ada), videoId, 'first'),
      await world.post(person(bob), videoId, 'second'),
    ];
    const reply = await world.post(person(bob), videoId, 'reply', first.comment_id);
    const pin = (id: string, by: TestUser = world.creator, method = 'PUT') =>
      world.outcome(by, method, `/comments/${id}/pin`);
    expect(await pin(first.comment_id, person(ada))).toBe('403 forbidden');
    expect(await pin(first.comment_id, person(manager))).toBe('200');
    expect(await pin(second.comment_id)).toBe('200');
    expect([
      (await world.row(first.comment_id)).pinnedAt,
      (await world.row(second.comment_id)).pinnedAt !== null,
    ]).toEqual([null, true]);
    expect(await pin(reply.comment_id)).toBe('409 conflict');
    expect(await pin(second.comment_id, world.creator, 'DELETE')).toBe('200');
    expect(await pin(second.comment_id, world.creator, 'DELETE')).toBe('200');
    expect((await world.row(second.comment_id)).pinnedAt).toBeNull();
  });

  test("the creator's heart is given and taken back", async () => {
    const videoId = await world.newVideo();
    const { comment_id } = await world.post(person(ada), videoId, 'lovely');
    const heart = (method: string, by: TestUser = world.creator) =>
      world.send(by, method, `/comments/${comment_id}/heart`);
    expect((await heart('PUT', person(ada))).status).toBe(403);
    for (const [method, hearted] of [
      ['PUT', true],
      ['PUT', true],
      ['DELETE', false],
    ] as const)
      expect(commentFactsSchema.parse(await (await heart(method)).json()).hearted).toBe(hearted);
    expect((await world.told(videoId)).filter((line) => line.startsWith('comment.changed'))).toHaveLength(2);
  });
});

describe('decisions', () => {
  const decide = (commentId: string, state: 'approved' | 'held' | 'rejected') =>
    origin.db.transaction((tx) => changeCommentState(tx, { commentId, state, reasons: ['test'] }, new Date()));

  test('taking a comment out of sight takes its whole thread out of the count, and back', async () => {
    const videoId = await world.newVideo();
    const top = await world.post(person(ada), videoId, 'top');
    const middle = await world.post(person(bob), videoId, 'middle', top.comment_id);
    const deep = await world.post(person(ada), videoId, 'deep', middle.comment_id);
    await world.post(person(bob), videoId, 'deepest', deep.comment_id);
    expect(await decide(middle.comment_id, 'rejected')).toBe('approved');
    expect([await world.total(videoId), (await world.row(top.comment_id)).replyCount]).toEqual([1, 0]);
    // What happens below in the meantime is not counted, nor is anybody told of it.
    expect(await decide(deep.comment_id, 'held')).toBe('approved');
    expect(await world.total(videoId)).toBe(1);
    const body = { content: 'into the void', parent_id: deep.comment_id };
    expect(await world.outcome(person(ada), 'POST', `/videos/${videoId}/comments`, body)).toBe('404 not_found');
    expect(await world.told(videoId)).not.toContain(`comment.removed ${deep.comment_id}`);
    expect(await decide(middle.comment_id, 'approved')).toBe('rejected');
    expect(await world.total(videoId)).toBe(2);
    expect(await decide(deep.comment_id, 'approved')).toBe('held');
    expect([await world.total(videoId), (await world.row(top.comment_id)).replyCount]).toEqual([4, 1]);
  });

  test('an edit does not lift a decision; a deleted comment is not decided about', async () => {
    const videoId = await world.newVideo();
    const { comment_id } = await world.post(person(ada), videoId, 'bad');
    await decide(comment_id, 'rejected');
    const response = await world.send(person(ada), 'PATCH', `/comments/${comment_id}`, { content: 'good' });
    expect(commentFactsSchema.parse(await response.json())).toMatchObject({ state: 'rejected', reasons: ['test'] });
    expect(await world.outcome(person(bob), 'POST', `/comments/${comment_id}/reaction`, { action: 'like' })).toBe(
      '404 not_found',
    );
    await world.send(person(ada), 'DELETE', `/comments/${comment_id}`);
    expect(await decide(comment_id, 'approved')).toBeNull();
    expect(await world.total(videoId)).toBe(0);
  });
});
