import { afterAll, beforeAll, expect, test } from 'bun:test';
import { commentSorts } from '../../shared/contracts/comment-words.ts';
import type { CommentSort } from '../../shared/contracts/comments.ts';
import { migratedDatabase } from '../../testkit/services.ts';
import { anyState, openDatabase } from '../metadata/database.ts';
import { listSql, repliesSql, type Statement, talkSql, votesSql, withheldSql } from './comment-sql.ts';
import type { Position } from './cursor.ts';
import { byTime } from './present-comment.ts';
import { type CommentRow, createCommentStore } from './store.ts';

const VIDEO = 'manyComment';
const COUNT = 20_000;
const PAGE = 20;
/** Deterministic, in the order of their numbers, in the shape of an id. */
const idOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const POPULAR = idOf(7);

let server: Awaited<ReturnType<typeof migratedDatabase>>;
let database: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  server = await migratedDatabase();
  database = openDatabase({ primary: { url: server.url, token: null }, replica: null, now: Date.now, maxStreams: 0 });
  await server.client.executeMultiple(`
    insert into users (id, name, email, username, created_at, updated_at) values ('u', 'U', 'u@example.com', 'u', 1, 1);
    insert into channels (id, owner_id, handle, name, created_at, updated_at) values ('c', 'u', 'u', 'C', 1, 1);
    insert into videos (id, channel_id, owner_id, title, visibility, status, playable, created_at, updated_at)
      values ('${VIDEO}', 'c', 'u', 'T', 'public', 'ready', 1, 1, 1), ('otherVideo1', 'c', 'u', 'T', 'public', 'ready', 1, 1, 1);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${COUNT})
    insert into comments (id, video_id, author_id, root_id, content, score, reply_count, created_at)
      select '00000000-0000-7000-8000-' || printf('%012d', i), '${VIDEO}', 'u', '00000000-0000-7000-8000-' || printf('%012d', i),
        'comment ' || i, ((i * 7919) % 1000) / 1000.0, case i when 7 then 5000 else 0 end, 1000000 + i / 3 from n;
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
    insert into comments (id, video_id, author_id, parent_id, root_id, depth, content, created_at)
      select '00000000-0000-7000-9000-' || printf('%012d', i), '${VIDEO}', 'u', '${POPULAR}', '${POPULAR}', 1, 'reply ' || i, 2000000 + i from n;
  `);
});
afterAll(() => server?.stop());

async function planOf({ sql, args }: Statement): Promise<string> {
  const { rows } = await database.query(`explain query plan ${sql}`, args, anyState);
  return rows.map(({ detail }) => String(detail)).join('\n');
}

const middle: Position = { key: 1_000_500, commentId: idOf(1500) };

test.each([
  ['newest', 'comments_by_time', '(video_id=?)', '(video_id=? AND (created_at,id)<(?,?))'],
  ['oldest', 'comments_by_time', '(video_id=?)', '(video_id=? AND (created_at,id)>(?,?))'],
  ['top', 'comments_by_score', '(video_id=?)', '(video_id=? AND (score,id)<(?,?))'],
] as const)('the %s list and its replies use their indices, on any page', async (sort, index, first, later) => {
  const firstPlan = await planOf(listSql(VIDEO, sort, null, PAGE));
  expect(firstPlan).toContain(`SEARCH c USING INDEX ${index} ${first}`);
  expect(firstPlan).toContain('SEARCH c USING INDEX comments_pinned (video_id=? AND pinned_at>?)');
  const laterPlan = await planOf(listSql(VIDEO, sort, middle, PAGE));
  expect(laterPlan).toContain(`SEARCH c USING INDEX ${index} ${later}`);
  for (const plan of [firstPlan, laterPlan]) {
    expect(plan).toContain('INDEX comments_replies (parent_id=?)');
    expect(plan).toContain('SEARCH u USING COVERING INDEX users_shown (id=?)');
    expect(plan).not.toMatch(/SCAN (c|n|r|u|v|comments|users|videos)\b|TEMP B-TREE/);
  }
});

test('a page of replies uses its index', async () => {
  const plan = await planOf(repliesSql(POPULAR, middle, PAGE));
  expect(plan).toContain('SEARCH c USING INDEX comments_replies (parent_id=? AND (created_at,id)>(?,?))');
  expect(plan).not.toMatch(/SCAN (c|n|r|u|v|comments|users|videos)\b|TEMP B-TREE/);
});

test("an author's withheld comments use their index", async () => {
  const plan = await planOf(withheldSql('u', VIDEO));
  expect(plan).toContain('SEARCH c USING INDEX comments_withheld (author_id=? AND video_id=?)');
  expect(plan).not.toMatch(/SCAN (c|u|v)\b|TEMP B-TREE/);
});

test("a viewer's votes on a page, and what an empty page tells, use their indices", async () => {
  const votes = await planOf(votesSql('u', [POPULAR, idOf(1)]));
  expect(votes).toContain(
    'SEARCH comment_votes USING INDEX sqlite_autoindex_comment_votes_1 (comment_id=? AND user_id=?)',
  );
  expect(await planOf(talkSql(VIDEO))).toContain('SEARCH videos USING INDEX sqlite_autoindex_videos_1 (id=?)');
  await server.client.execute({
    sql: "insert into comment_votes (comment_id, user_id, vote, created_at) values (?, 'u', 'dislike', 1)",
    args: [POPULAR],
  });
  const { value } = await createCommentStore(database).votes({ userId: 'u', commentIds: [POPULAR, idOf(1)] }, anyState);
  expect([...value]).toEqual([[POPULAR, 'dislike']]);
});

/** Rows that the server looked at, by its own count. */
async function rowsRead({ sql, args }: Statement): Promise<number> {
  const value = (arg: string | number | null) =>
    typeof arg === 'string' ? { type: 'text', value: arg } : { type: 'float', value: arg ?? 0 };
  const requests = [{ type: 'execute', stmt: { sql, args: args.map(value) } }, { type: 'close' }];
  const response = await fetch(`${server.url}/v3/pipeline`, { method: 'POST', body: JSON.stringify({ requests }) });
  const { results } = (await response.json()) as { results: { response: { result: { rows_read: number } } }[] };
  return results[0]?.response.result.rows_read ?? Number.NaN;
}

const keyOf = (row: CommentRow, sort: CommentSort) => (sort === 'top' ? row.score : row.createdAtMs);

test.each(commentSorts)(
  'page 1,000 of the %s list costs what page 2 costs, and no comment is lost or doubled',
  async (sort) => {
    const store = createCommentStore(database);
    const seen = new Set<string>();
    const costs: number[] = [];
    let after: Position | null = null;
    for (let page = 1; page <= COUNT / PAGE; page += 1) {
      if (page === 2 || page === 999) costs.push(await rowsRead(listSql(VIDEO, sort, after, PAGE)));
      const { value } = await store.list({ videoId: VIDEO, sort, after, limit: PAGE }, anyState);
      const sign = sort === 'oldest' ? 1 : -1;
      const rows = value.asked.sort(
        (a, b) => sign * (keyOf(a, sort) - keyOf(b, sort) || (a.commentId < b.commentId ? -1 : 1)),
      );
      for (const { commentId } of rows) seen.add(commentId);
      const last = rows.at(-1);
      if (!last) throw new Error(`page ${page} is empty`);
      after = { key: keyOf(last, sort), commentId: last.commentId };
    }
    expect(seen.size).toBe(COUNT);
    expect((await store.list({ videoId: VIDEO, sort, after, limit: PAGE }, anyState)).value.asked).toHaveLength(0);
    expect(costs[0]).toBeGreaterThan(0);
    expect(costs[1]).toBe(costs[0] ?? Number.NaN);
  },
  30_000,
);

test('a comment brings its first replies in order, whatever their number', async () => {
  const { value } = await createCommentStore(database).replies({ commentId: POPULAR, after: null, limit: 5 }, anyState);
  const replies = value.asked.filter(({ parentId }) => parentId === POPULAR).sort(byTime);
  expect(replies.map(({ content }) => content)).toEqual(['reply 1', 'reply 2', 'reply 3', 'reply 4', 'reply 5']);
  const cost = await rowsRead(repliesSql(POPULAR, null, 5));
  expect(await rowsRead(repliesSql(POPULAR, { key: 2_004_000, commentId: idOf(1) }, 5))).toBe(cost);
});
