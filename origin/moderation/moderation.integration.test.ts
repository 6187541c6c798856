import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { and, desc, eq, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { decisionsSchema, heldCommentsSchema } from '../../shared/contracts/moderation.ts';
import { reportCasesSchema } from '../../shared/contracts/reports.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { auditLog, users } from '../../shared/schema/index.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type CommentWorld, createCommentWorld } from '../comments/testing/comment-world.ts';
import { openCasesQuery } from '../reports/cases/store.ts';
import { startTestOrigin, type TestOrigin, type TestUser } from '../testing/test-origin.ts';
import { standingsQuery } from './channel/store.ts';
import { defaultRules } from './default-rules.ts';
import { heldQuery } from './queue/store.ts';

let origin: TestOrigin;
let world: CommentWorld;
let author: TestUser;
let moderator: TestUser;
let channel: string;
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_COMMENTS_PER_MINUTE: '1000' });
  world = await createCommentWorld(origin);
  author = await origin.signUp();
  moderator = await world.appoint(await origin.signUp(), 'moderator');
  channel = `/channels/${world.channelId}`;
}, 60_000);
afterAll(() => origin?.stop());

const nameOf = (user: TestUser) => user.session.user.username;
const noRules = { hold_all: false, hold_links: false, blocked_words: [] as string[] };
const setRules = (rules: Partial<typeof noRules>) =>
  world.outcome(world.creator, 'PUT', `${channel}/comment-rules`, { ...noRules, ...rules });
const held = async (by: TestUser, path: string) =>
  heldCommentsSchema.parse(await (await world.send(by, 'GET', path)).json());
const decide = (by: TestUser, commentId: string, body: object) =>
  world.send(by, 'PUT', `/comments/${commentId}/decision`, body);
const audited = async (commentId: string) =>
  (await origin.db.select().from(auditLog).where(eq(auditLog.objectId, commentId)).orderBy(desc(auditLog.seq))).map(
    ({ action }) => action,
  );
const operate = (method: string, path: string, body?: unknown) =>
  fetch(`${origin.url}/internal/admin/moderation${path}`, {
    method,
    headers: {
      [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

describe('a comment that the rules hold', () => {
  test('is its author’s alone until somebody decides; then everybody is told', async () => {
    const videoId = await world.newVideo();
    const comment = await world.post(author, videoId, 'you absolute wank€r');
    expect(comment).toMatchObject({ state: 'held', reasons: ['profanity', 'new_account'] });
    expect(await world.total(videoId)).toBe(0);
    expect(await world.told(videoId)).toEqual([]);
    expect((await held(world.creator, `${channel}/held-comments`)).comments).toContainEqual(
      expect.objectContaining({ comment_id: comment.comment_id, content: 'you absolute wank€r' }),
    );
    const decided = await decide(world.creator, comment.comment_id, { decision: 'approve' });
    expect(await decided.json()).toMatchObject({ outcome: 'decided', state: 'approved' });
    expect(await world.total(videoId)).toBe(1);
    expect(await world.told(videoId)).toContain(`comment.created ${comment.comment_id} you absolute wank€r`);
    expect(await audited(comment.comment_id)).toEqual(['comment.approved']);
    expect((await held(world.creator, `${channel}/held-comments`)).comments).toEqual([]);
  });

  test('is decided once, however many decide at the same time', async () => {
    const { comment_id } = await world.post(author, await world.newVideo(), 'what a piece of shit');
    const decisions = ['approve', 'reject', 'approve', 'reject', 'reject', 'approve'];
    const outcomes = await Promise.all(
      decisions.map(async (decision, at) => {
        const by = at % 2 ? moderator : world.creator;
        return (await (await decide(by, comment_id, { decision })).json()) as { outcome: string; state: string };
      }),
    );
    const winner = outcomes.filter(({ outcome }) => outcome === 'decided');
    expect(winner).toHaveLength(1);
    expect(new Set(outcomes.map(({ state }) => state)).size).toBe(1);
    expect((await world.row(comment_id)).state).toBe(winner[0]?.state as 'approved');
    expect(await audited(comment_id)).toHaveLength(1);
  });

  test('keeps being held when its author edits it, also into something else', async () => {
    const { comment_id } = await world.post(author, await world.newVideo(), 'total bullshit');
    await world.send(author, 'PATCH', `/comments/${comment_id}`, { content: 'a kind word' });
    expect((await world.row(comment_id)).state).toBe('held');
  });

  test('an edit cannot bring in what a post could not', async () => {
    const { comment_id } = await world.post(author, await world.newVideo(), 'an innocent word');
    await world.send(author, 'PATCH', `/comments/${comment_id}`, { content: 'a f.u.c.k.i.n.g word' });
    expect((await world.row(comment_id)).state).toBe('held');
  });
});

test('what the same author says again and again is held', async () => {
  const videoId = await world.newVideo();
  const spammer = await origin.signUp();
  const say = async (text: string) => (await world.post(spammer, videoId, text)).state;
  expect(await say('Come and look at my lovely channel')).toBe('approved');
  expect(await say('come and look at my LOVELY channel!!')).toBe('approved');
  expect(await say('Come and look at my lovely channel 123')).toBe('held');
});

test('what many accounts say at once is held', async () => {
  const videoId = await world.newVideo();
  const crowd = await Promise.all(Array.from({ length: 6 }, () => origin.signUp()));
  const states: string[] = [];
  for (const [at, each] of crowd.entries())
    states.push((await world.post(each, videoId, `Earn a fortune working from home ${at}`)).state);
  expect(states).toEqual(['approved', 'approved', 'approved', 'approved', 'approved', 'held']);
});

describe('a channel', () => {
  test('holds by its own rules, and not whom it approves', async () => {
    const videoId = await world.newVideo();
    expect(await setRules({ blocked_words: ['spoiler*'] })).toBe('204');
    expect(await world.post(author, videoId, 'SP0ILERS ahead')).toMatchObject({
      state: 'held',
      reasons: ['channel_blocked_word'],
    });
    expect(
      await world.outcome(world.creator, 'PUT', `${channel}/commenters/${nameOf(author)}`, { standing: 'approved' }),
    ).toBe('204');
    expect((await world.post(author, videoId, 'more spoilers here')).state).toBe('approved');
    expect(await setRules({ hold_all: true })).toBe('204');
    const other = await origin.signUp();
    expect((await world.post(other, videoId, 'hello')).reasons).toEqual(['channel_holds_all']);
    expect((await world.post(world.creator, videoId, 'hello all')).state).toBe('approved');
    expect(await world.outcome(world.creator, 'DELETE', `${channel}/commenters/${nameOf(author)}`)).toBe('204');
    expect(await setRules({})).toBe('204');
  });

  test('takes no expressions for words', async () => {
    expect(await setRules({ blocked_words: ['(a+)+$'] })).toBe('400 validation_failed');
    expect(await setRules({ blocked_words: ['*'] })).toBe('400 validation_failed');
  });

  test('takes no comments from whom it blocked, nor edits of old ones', async () => {
    const videoId = await world.newVideo();
    const troll = await origin.signUp();
    const old = await world.post(troll, videoId, 'a first word');
    const { comment_id } = await world.post(troll, videoId, 'you are all cunts');
    const body = { decision: 'reject', comment_ids: [comment_id], block_author: true };
    const answer = await world.send(world.creator, 'POST', `${channel}/comment-decisions`, body);
    expect(decisionsSchema.parse(await answer.json()).decisions).toEqual([
      { comment_id, outcome: 'decided', state: 'rejected' },
    ]);
    expect(await world.outcome(troll, 'POST', `/videos/${videoId}/comments`, { content: 'hi' })).toBe('403 forbidden');
    expect(await world.outcome(troll, 'PATCH', `/comments/${old.comment_id}`, { content: 'hi' })).toBe('403 forbidden');
    const listed = await world.send(world.creator, 'GET', `${channel}/commenters`);
    expect(await listed.text()).toContain(`"username":"${nameOf(troll)}","standing":"blocked"`);
  });

  test('decides about what is below its own videos alone', async () => {
    const { comment_id } = await world.post(author, await world.newVideo(), 'merde');
    const stranger = await origin.signUp();
    const own = `/channels/${await world.channelIdOf(stranger)}/comment-decisions`;
    const body = { decision: 'approve', comment_ids: [comment_id] };
    expect(await (await world.send(stranger, 'POST', own, body)).json()).toMatchObject({
      decisions: [{ outcome: 'missing', state: null }],
    });
    expect((await world.row(comment_id)).state).toBe('held');
    expect(await world.outcome(stranger, 'PUT', `/comments/${comment_id}/decision`, { decision: 'approve' })).toBe(
      '404 not_found',
    );
  });
});

describe('the queue', () => {
  test('is read page by page, longest waiting first, with cursors of its own', async () => {
    const videoId = await world.newVideo();
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) ids.push((await world.post(author, videoId, `sh1t number ${at}`)).comment_id);
    const read: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await held(moderator, `/moderation/held-comments?limit=2${cursor && `&cursor=${cursor}`}`);
      read.push(...page.comments.map(({ comment_id }) => comment_id));
      cursor = page.next_cursor;
    }
    expect(read.filter((id) => ids.includes(id))).toEqual(ids);
    const { next_cursor } = await held(moderator, '/moderation/held-comments?limit=1');
    for (const wrong of [next_cursor, 'AAAA', `${next_cursor}x`])
      expect(await world.outcome(world.creator, 'GET', `${channel}/held-comments?cursor=${wrong}`)).toBe(
        '400 invalid_cursor',
      );
    const body = { decision: 'approve', comment_ids: [...ids, ids[0] ?? ''] };
    const answer = await world.send(moderator, 'POST', '/moderation/comment-decisions', body);
    expect(decisionsSchema.parse(await answer.json()).decisions.map(({ outcome }) => outcome)).toEqual(
      Array(5).fill('decided'),
    );
    expect(await world.total(videoId)).toBe(5);
  });

  test('is not for a moderator who is suspended or is one no more', async () => {
    const { comment_id } = await world.post(author, await world.newVideo(), 'bitch');
    const former = await world.appoint(await origin.signUp(), 'moderator');
    await origin.db
      .update(users)
      .set({ suspendedAt: new Date() })
      .where(eq(users.id, world.idOf(former)));
    const body = { decision: 'approve', comment_ids: [comment_id] };
    expect(await world.outcome(former, 'POST', '/moderation/comment-decisions', body)).toBe('403 account_suspended');
    expect((await world.row(comment_id)).state).toBe('held');
  });

  const place = { at: new Date(), id: 'x' };
  test.each([
    ['comments_held', (db: Database) => heldQuery(db, { channelId: null }, place, 10).toSQL()],
    ['comments_held_channel', (db: Database) => heldQuery(db, { channelId: 'c' }, place, 10).toSQL()],
    ['report_cases_open', (db: Database) => openCasesQuery(db, place, 10).toSQL()],
    ['channel_standings_list', (db: Database) => standingsQuery(db, 'c', place, 10).toSQL()],
  ] as const)('and lists like it seek in %s', async (index, query) => {
    const { sql: text, params } = query(origin.db);
    const parts = text
      .split('?')
      .map((part, at) => (at < params.length ? sql`${sql.raw(part)}${params[at]}` : sql.raw(part)));
    const plan = JSON.stringify(await origin.db.all(sql`explain query plan ${sql.join(parts)}`));
    expect(plan).toMatch(new RegExp(`SEARCH \\w+ USING INDEX ${index} \\(`));
    expect(plan).not.toContain('TEMP B-TREE');
  });
});

describe('a report', () => {
  const report = (by: TestUser, path: string, reason = 'spam') =>
    world.outcome(by, 'POST', `${path}/report`, { reason });

  test('counts once for each user; at the threshold the comment is held, and comes back when it is dismissed', async () => {
    const videoId = await world.newVideo();
    const { comment_id } = await world.post(author, videoId, 'an ordinary opinion');
    const path = `/comments/${comment_id}`;
    const reporters = await Promise.all(Array.from({ length: 3 }, () => origin.signUp()));
    const [first] = reporters;
    if (!first) throw new Error('nobody reports');
    await Promise.all([first, first, first].map((by) => report(by, path)));
    expect((await world.row(comment_id)).state).toBe('approved');
    expect(await Promise.all(reporters.map((by) => report(by, path, 'hate')))).toEqual(['204', '204', '204']);
    expect(await world.row(comment_id)).toMatchObject({ state: 'held', reasons: ['reported'] });
    expect(await world.total(videoId)).toBe(0);
    expect(await audited(comment_id)).toEqual(['comment.held']);
    const listed = reportCasesSchema.parse(await (await world.send(moderator, 'GET', '/moderation/reports')).json());
    expect(listed.cases.find(({ object_id }) => object_id === comment_id)).toMatchObject({
      ...{ object_kind: 'comment', excerpt: 'an ordinary opinion', report_count: 3 },
      reasons: expect.arrayContaining([
        { reason: 'spam', count: 1 },
        { reason: 'hate', count: 2 },
      ]),
    });
    const decision = `/moderation/reports/comment/${comment_id}/decision`;
    const both = await Promise.all(
      ['dismiss', 'dismiss'].map((each) => world.outcome(moderator, 'PUT', decision, { decision: each })),
    );
    expect(both.sort()).toEqual(['204', '409 conflict']);
    expect(await world.row(comment_id)).toMatchObject({ state: 'approved', reasons: [] });
    expect(await world.total(videoId)).toBe(1);
    const more = await Promise.all(Array.from({ length: 4 }, () => origin.signUp()));
    for (const by of more) expect(await report(by, path)).toBe('204');
    expect((await world.row(comment_id)).state).toBe('approved');
    expect(await world.outcome(moderator, 'PUT', decision, { decision: 'resolve' })).toBe('204');
    expect((await world.row(comment_id)).state).toBe('rejected');
  });

  test('of a video or a channel waits for moderators, and of what is hidden is not there', async () => {
    const videoId = await world.newVideo();
    expect(await report(author, `/videos/${videoId}`)).toBe('204');
    expect(await report(author, channel)).toBe('204');
    expect(await report(author, `/videos/${await world.newVideo({ visibility: 'private' })}`)).toBe('404 not_found');
    for (const id of [videoId, world.channelId]) {
      const kind = id === videoId ? 'video' : 'channel';
      const path = `/moderation/reports/${kind}/${id}/decision`;
      expect(await world.outcome(author, 'PUT', path, { decision: 'resolve' })).toBe('403 forbidden');
      expect(await world.outcome(moderator, 'PUT', path, { decision: 'resolve' })).toBe('204');
      expect(await audited(id)).toContain('report.decided');
    }
  });
});

describe('rules', () => {
  test('that an operator sets count within seconds, without a restart', async () => {
    const videoId = await world.newVideo();
    const say = async () => (await world.post(await origin.signUp(), videoId, 'buy my zorkmids now')).reasons;
    expect(await say()).toEqual([]);
    const rules = { ...defaultRules, blocked_words: { points: 10, words: ['zorkmid*'] } };
    const set = await operate('PUT', '/rules', rules);
    expect(await set.json()).toMatchObject({ version: 1 });
    await waitFor(async () => (await say()).includes('blocked_word'), { timeoutMs: 20_000, intervalMs: 500 });
    const checked = await operate('POST', '/check', { text: 'ZORKMIDS!' });
    expect(await checked.json()).toEqual({
      state: 'held',
      score: 10,
      findings: [{ reason: 'blocked_word', points: 10 }],
    });
    const [entry] = await origin.db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.action, 'moderation.rules_changed'), eq(auditLog.objectId, '1')));
    expect(entry?.actorKind).toBe('operator');
  });

  test('that make no sense are refused, and the old ones stay', async () => {
    for (const bad of [
      { ...defaultRules, hold_at: 50 },
      { ...defaultRules, hold: 1 },
      { ...defaultRules, blocked_words: { points: 1, words: ['(a+)+'] } },
    ])
      expect((await operate('PUT', '/rules', bad)).status).toBe(400);
    expect(((await (await operate('GET', '/rules')).json()) as { version: number }).version).toBe(1);
  });
});
