import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createApiClient } from '../../shared/client/api-client.ts';
import {
  type Comment,
  type Comments,
  commentsSchema,
  type Replies,
  repliesSchema,
} from '../../shared/contracts/comments.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { commentId as idOf, seedTalk, TALK as VIDEO, writeComment } from './testing/comment-fixture.ts';
import { type EdgeWorld, errorCode, startEdgeWorld } from './testing/edge-world.ts';

let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld({}, { replicated: true });
  await seedTalk(world);
  await world.replicated?.caughtUp();
});
afterAll(() => world?.[Symbol.asyncDispose]());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${world.edge.url}/api/v1${path}`, { headers });
async function list(query = '', headers: Record<string, string> = {}, videoId = VIDEO): Promise<Comments> {
  const response = await get(`/videos/${videoId}/comments${query}`, headers);
  expect(response.status).toBe(200);
  return commentsSchema.parse(await response.json());
}
async function replies(commentId: string, query = '', headers: Record<string, string> = {}): Promise<Replies> {
  const response = await get(`/comments/${commentId}/replies${query}`, headers);
  expect(response.status).toBe(200);
  return repliesSchema.parse(await response.json());
}
const bearer = async (sub: string) => ({ authorization: `Bearer ${await world.origin.accessToken({ sub })}` });
const contents = (comments: Comment[]) => comments.map(({ content }) => content);

test('comments come in the order asked for, pinned ones first, tombstones only above replies', async () => {
  const script = '<script>alert(1)</script>';
  expect(contents((await list()).comments)).toEqual(['pinned', script, 'second', 'first', null]);
  expect(contents((await list('?sort=oldest')).comments)).toEqual(['pinned', null, 'first', 'second', script]);
  expect(contents((await list('?sort=top')).comments)).toEqual(['pinned', 'second', 'first', script, null]);
});

test('a comment says who wrote it and how it was taken; a tombstone says nothing of what it was', async () => {
  const { comments, total_count } = await list();
  expect(total_count).toBe(15);
  expect(comments.find(({ content }) => content === 'first')).toMatchObject({
    comment_id: idOf(1),
    parent_id: null,
    depth: 0,
    author: { user_id: 'owner', username: 'owner', name: 'owner' },
    created_at: '1970-01-01T00:00:01.000Z',
    like_count: 3,
    by_creator: true,
    state: 'approved',
  });
  const tombstone = comments.find(({ content }) => content === null);
  expect(tombstone).toMatchObject({ author: null, edited_at: null, by_creator: false });
  expect(contents(tombstone?.replies ?? [])).toEqual(['to a tombstone']);
  expect(JSON.stringify(comments)).not.toContain('was there');
});

test('a thread is shown in part, and the rest is had by its cursors', async () => {
  const first = (await list()).comments.find(({ content }) => content === 'first');
  expect(first?.reply_count).toBe(7);
  expect(contents(first?.replies ?? [])).toEqual(['reply 0', 'reply 1', 'reply 2']);
  expect(contents(first?.replies[0]?.replies ?? [])).toEqual(['deep 0', 'deep 1']);
  const deeper = await replies(idOf(20), `?cursor=${first?.replies[0]?.more_replies_cursor}`);
  expect(contents(deeper.replies)).toEqual(['deep 2']);
  expect(deeper.next_cursor).toBeNull();
  expect(first?.replies[1]?.more_replies_cursor).toBeNull();

  const rest: (string | null)[] = [];
  for (let cursor = first?.more_replies_cursor ?? null; cursor !== null; ) {
    const page: Replies = await replies(idOf(1), `?limit=2&cursor=${cursor}`);
    expect(page.replies.length).toBeLessThanOrEqual(2);
    rest.push(...contents(page.replies));
    cursor = page.next_cursor;
  }
  expect(rest).toEqual(['reply 3', 'reply 4', 'reply 5', 'reply 6']);
});

test.each(['newest', 'oldest', 'top'])('the pages of %s hold every comment once', async (sort) => {
  const whole = contents((await list(`?sort=${sort}`)).comments);
  const paged: (string | null)[] = [];
  let query = `?sort=${sort}&limit=1`;
  for (let more = true; more; ) {
    const page: Comments = await list(query);
    paged.push(...contents(page.comments));
    query = `?sort=${sort}&limit=1&cursor=${page.next_cursor}`;
    more = page.next_cursor !== null;
  }
  expect(paged).toEqual(whole);
});

test('a cursor of another list, a damaged one and an invented one are refused', async () => {
  const cursor = (await list('?limit=1')).next_cursor ?? '';
  for (const path of [
    `/videos/${VIDEO}/comments?sort=top&cursor=${cursor}`,
    `/videos/quietVideo1/comments?cursor=${cursor}`,
    `/comments/${idOf(1)}/replies?cursor=${cursor}`,
    `/videos/${VIDEO}/comments?cursor=${cursor.slice(0, -2)}`,
    `/videos/${VIDEO}/comments?cursor=eyJ2IjoxfQ`,
    `/videos/${VIDEO}/comments?cursor=`,
  ]) {
    const response = await get(path);
    expect(`${path} ${response.status} ${await errorCode(response)}`).toBe(`${path} 400 invalid_cursor`);
  }
});

test.each(['?sort=best', '?limit=0', '?limit=51', '?limit=x', '?limit=1.5'])('%s is refused', async (query) => {
  const response = await get(`/videos/${VIDEO}/comments${query}`);
  expect([response.status, await errorCode(response)]).toEqual([400, 'validation_failed']);
});

test('what waits for a decision or was refused is seen by its author alone', async () => {
  const author = await bearer('author');
  const mine = await list('', author);
  expect(contents(mine.comments).slice(0, 3)).toEqual(['refused', 'waits', 'pinned']);
  expect(mine.comments.slice(0, 2).map(({ state }) => state)).toEqual(['rejected', 'held']);
  const thread = mine.comments.find(({ content }) => content === 'first');
  expect(contents(thread?.replies ?? [])).toContain('waiting reply');
  expect(contents((await replies(idOf(1), '', author)).replies).at(-1)).toBe('waiting reply');
  for (const headers of [{}, await bearer('owner'), await bearer('somebody')]) {
    const text = JSON.stringify([await list('', headers), await replies(idOf(1), '', headers)]);
    expect(text).not.toMatch(/waits|refused|waiting reply/);
  }
  expect((await get(`/comments/${idOf(5)}/replies`, author)).status).toBe(200);
  expect((await get(`/comments/${idOf(5)}/replies`)).status).toBe(404);
});

test("a viewer's own votes come with the page and with replies, and nobody else's do", async () => {
  const vote = (id: string, user: string, kind: string) =>
    world.database.client.execute({
      sql: 'insert into comment_votes (comment_id, user_id, vote, created_at) values (?, ?, ?, 1)',
      args: [id, user, kind],
    });
  await vote(idOf(2), 'owner', 'like');
  await vote(idOf(40), 'owner', 'dislike');
  await vote(idOf(2), 'author', 'dislike');
  await world.replicated?.caughtUp();
  const owner = await bearer('owner');
  const own = (comments: Comment[]): [string | null, string | null][] =>
    comments.flatMap(({ content, own_vote, replies }) => [
      ...(own_vote === null ? [] : [[content, own_vote] as [string, string]]),
      ...own(replies),
    ]);
  expect(own((await list('', owner)).comments)).toEqual([
    ['second', 'like'],
    ['deep 0', 'dislike'],
  ]);
  expect(own((await replies(idOf(20), '', owner)).replies)).toEqual([['deep 0', 'dislike']]);
  expect(own((await list()).comments)).toEqual([]);
});

test('where comments are off nobody sees any, and neither by a link to a thread', async () => {
  await world.seed({ id: 'silentTalk1', ownerId: 'author' });
  await writeComment(world, { id: idOf(90), videoId: 'silentTalk1', content: 'hushed', createdAt: 1, replies: 1 });
  await writeComment(world, { id: idOf(91), videoId: 'silentTalk1', content: 'too', createdAt: 2, parentId: idOf(90) });
  await world.change('video_changed', 'silentTalk1', { comment_policy: 'off' });
  await world.replicated?.caughtUp();
  for (const headers of [{}, await bearer('author')]) {
    const closed = { comments: [], next_cursor: null, total_count: 0, policy: 'off' };
    expect(JSON.stringify(await list('', headers, 'silentTalk1'))).toBe(JSON.stringify(closed));
    expect((await get(`/comments/${idOf(90)}/replies`, headers)).status).toBe(404);
  }
});

test('comments are as hidden as their video, and a hidden comment is answered like a missing one', async () => {
  const body = async (path: string) => {
    const response = await get(path);
    return `${response.status} ${await response.text()}`;
  };
  const missing = await body('/videos/missingVid1/comments');
  expect(missing).toStartWith('404 ');
  expect(await body('/videos/privateTalk/comments')).toBe(missing);
  expect(await body('/videos/not-an-id/comments')).toBe(missing);
  const noComment = await body(`/comments/${idOf(999)}/replies`);
  expect(noComment).toStartWith('404 ');
  for (const id of [idOf(60), idOf(5), 'x', "' or 1=1"])
    expect(await body(`/comments/${encodeURIComponent(id)}/replies`)).toBe(noComment);
  const owner = await bearer('owner');
  expect(contents((await list('', owner, 'privateTalk')).comments)).toEqual(['among us']);
  expect(contents((await replies(idOf(60), '', owner)).replies)).toEqual(['yes']);
  const abroad = await get('/videos/abroadTalk1/comments');
  expect([abroad.status, await errorCode(abroad)]).toEqual([451, 'geo_blocked']);
});

test('the watch page has the thread in its HTML: text, never markup, in the order asked for, page by page', async () => {
  const nasty = `"><img src=x onerror=alert(1)> '&amp; https://e.example/"x 0:07 @owner`;
  await writeComment(world, { id: idOf(95), videoId: 'editedTalk2', content: nasty, createdAt: 9, authorId: 'owner' });
  for (let at = 0; at < 21; at += 1)
    await writeComment(world, {
      id: idOf(100 + at),
      videoId: 'editedTalk2',
      content: `plain ${at}.`,
      createdAt: at + 10,
    });
  const page = async (query = '') => {
    const response = await fetch(`${world.edge.url}/watch/editedTalk2${query}`);
    expect(response.status).toBe(200);
    return (await response.text()).replaceAll('&amp;', '&');
  };
  await world.replicated?.caughtUp();
  const oldest = await page('?comments=oldest');
  expect(oldest).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
  expect(oldest).not.toContain('<img src=x');
  expect(oldest).toContain('href="https://e.example/" rel="nofollow ugc noopener"');
  expect(oldest).toContain('href="?t=7"');
  expect(oldest).not.toContain('plain 20.');
  const [, next] = /href="(\?comments=oldest&after=[^"#]+)#comments"/.exec(oldest) ?? [];
  const second = await page(next);
  expect(second).toContain('plain 20.');
  expect(second).not.toContain('plain 2.');
  const newest = await page();
  expect(newest.indexOf('plain 20.')).toBeLessThan(newest.indexOf('plain 19.'));
  expect(await page('?comments=best&after=forged')).toContain('plain 20.');
});

test('a video without comments has an empty page', async () => {
  expect(await list('', {}, 'quietVideo1')).toEqual({ comments: [], next_cursor: null, total_count: 0, policy: 'on' });
});

test('a page travels packed to who takes it', async () => {
  const fetched = async (encoding: string) => {
    const headers = { 'accept-encoding': encoding };
    return fetch(`${world.edge.url}/api/v1/videos/${VIDEO}/comments`, { headers });
  };
  const [plain, packed] = [await fetched('identity'), await fetched('gzip')];
  expect([plain, packed].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'gzip']);
  expect(await packed.text()).toBe(await plain.text());
});

test('many readers of one page make one read; any page of any site may read', async () => {
  const readsOfPage = () =>
    world.gates.replica?.seen.filter((body) => body.includes('"quietVideo1"') && body.includes('from comments'))
      .length ?? 0;
  const opening = Promise.withResolvers<void>();
  const before = readsOfPage();
  if (world.gates.replica) world.gates.replica.hold = opening.promise;
  try {
    const answers = Array.from({ length: 40 }, () => get('/videos/quietVideo1/comments?limit=33'));
    await waitFor(() => (world.gates.replica?.seen.length ?? 0) > 0);
    opening.resolve();
    for (const answer of await Promise.all(answers)) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  } finally {
    opening.resolve();
    if (world.gates.replica) world.gates.replica.hold = Promise.resolve();
  }
  expect(readsOfPage() - before).toBe(1);
});

test('posting goes to origin, and its author sees the comment at once though the replica has not heard of it', async () => {
  const before = await list('', {}, 'editedTalk1');
  expect(before.comments).toEqual([]);
  await world.replicated?.pauseReplication();
  try {
    // The stub of origin echoes; the row is what the real one would have written by then.
    await writeComment(world, { id: idOf(80), videoId: 'editedTalk1', content: 'just posted', createdAt: 1 });
    const posted = await fetch(`${world.edge.url}/api/v1/videos/editedTalk1/comments`, { method: 'POST', body: '{}' });
    expect(world.origin.seen.at(-1)?.path).toBe('/api/v1/videos/editedTalk1/comments');
    const token = posted.headers.get('x-kinora-consistency') ?? '';
    const [others, author] = await Promise.all([
      list('?limit=19', {}, 'editedTalk1'),
      list('', { 'x-kinora-consistency': token }, 'editedTalk1'),
    ]);
    expect(contents(author.comments)).toEqual(['just posted']);
    expect(others.comments).toEqual([]);
  } finally {
    world.replicated?.resumeReplication();
  }
  await waitFor(async () => (await list('?limit=19', {}, 'editedTalk1')).comments.length === 1);
});

test('the API client brings along by itself what shows its own writes', async () => {
  const client = createApiClient({ baseUrl: world.edge.url });
  expect((await client.comments('editedTalk1', { sort: 'top', limit: 5 })).comments).toHaveLength(1);
  await writeComment(world, { id: idOf(81), videoId: 'editedTalk1', content: 'by the client', createdAt: 2 });
  await client.abortUpload('any'); // any write will do
  expect(contents((await client.comments('editedTalk1', { sort: 'top', limit: 5 })).comments)).toContain(
    'by the client',
  );
  expect((await client.replies(idOf(1), { limit: 2 })).replies).toHaveLength(2);
});

// Last: the databases do not come back.
test('without any database the last page stands in and says so, others are 503', async () => {
  await list('?limit=7');
  await world.replicated?.replica.stop();
  await world.stopDatabase();
  const stale = await waitFor(async () => {
    const response = await get(`/videos/${VIDEO}/comments?limit=7`);
    return response.headers.has('x-kinora-stale') ? response : null;
  });
  expect(stale.status).toBe(200);
  expect(contents(commentsSchema.parse(await stale.json()).comments)).toContain('pinned');
  const other = await get(`/videos/${VIDEO}/comments?limit=8`);
  expect([other.status, await errorCode(other)]).toEqual([503, 'unavailable']);
  expect(other.headers.get('retry-after')).toMatch(/^\d+$/);
});
