import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { eq, sql } from 'drizzle-orm';
import {
  type NotificationNews,
  notificationNewsSchema,
  unreadCountSchema,
} from '../../shared/contracts/notifications.ts';
import { notificationEvents, notifications } from '../../shared/schema/index.ts';
import { startTestOrigin, type TestOrigin, type TestUser } from '../testing/test-origin.ts';
import { reportersQuery, subscribersQuery, watchersQuery } from './audience/store.ts';
import { afterQuery, createNotificationStore, deleteWithLastEventQuery, listQuery, standingsQuery } from './store.ts';
import { createNotificationWorld, type NotificationWorld } from './testing/notification-world.ts';

setDefaultTimeout(60_000);
let origin: TestOrigin;
let world: NotificationWorld;
beforeAll(async () => {
  origin = await startTestOrigin();
  world = await createNotificationWorld(origin);
});
afterAll(async () => {
  await world?.close();
  await origin?.stop();
});

const telling = (user: TestUser, eventId: string, groupKey: string) => ({
  told: { kind: 'upload_failed' as const, eventId, groupKey },
  userIds: [world.idOf(user)],
});

/** Tells somebody of `count` things, each on its own. */
async function tell(user: TestUser, count: number, from = 0): Promise<void> {
  const store = createNotificationStore(origin.db);
  for (let number = from; number < from + count; number += 1)
    await store.deliver([telling(user, `e${number}`, `upload ${number}`)], new Date(), new Date());
}

test('pages hold each notification once, also when others come in between; cursors are of one person alone', async () => {
  const [ann, bob] = await Promise.all([origin.signUp(), origin.signUp()]);
  await tell(ann, 7);
  const first = await world.list(ann, '?limit=3');
  await tell(ann, 2, 7);
  const second = await world.list(ann, `?limit=3&cursor=${first.next_cursor}`);
  const third = await world.list(ann, `?limit=3&cursor=${second.next_cursor}`);
  const ids = [first, second, third].flatMap((page) => page.notifications.map((each) => each.notification_id));
  expect(ids).toHaveLength(7);
  expect(new Set(ids).size).toBe(7);
  expect(third.next_cursor).toBeNull();
  const path = (cursor: string | null) => `/me/notifications?cursor=${cursor}`;
  expect(await world.outcome(bob, 'GET', path(first.next_cursor))).toBe('400 invalid_cursor');
  expect(await world.outcome(ann, 'GET', path('x'))).toBe('400 invalid_cursor');
});

test('everything up to what was shown is read; what came later, and what is others’, stays', async () => {
  const [ann, bob] = await Promise.all([origin.signUp(), origin.signUp()]);
  await tell(ann, 3);
  const { last_event_id, notifications: shown } = await world.list(ann);
  await tell(ann, 1, 3);
  for (let times = 0; times < 2; times += 1)
    expect(await world.outcome(ann, 'PUT', '/me/notifications/read', { last_event_id })).toBe('204');
  expect((await world.list(ann)).notifications.map(({ read }) => read)).toEqual([false, true, true, true]);
  const [newest] = (await world.list(ann)).notifications;
  const path = `/me/notifications/${newest?.notification_id}`;
  expect(await world.outcome(bob, 'PUT', `${path}/read`)).toBe('204');
  expect(await world.outcome(bob, 'DELETE', path)).toBe('204');
  expect((await world.list(ann)).unread_count).toBe(1);
  expect(await world.outcome(ann, 'DELETE', `/me/notifications/${shown[0]?.notification_id}`)).toBe('204');
  expect((await world.list(ann)).notifications).toHaveLength(3);
  await tell(ann, 4); // the same again, as after a crash
  expect((await world.list(ann)).notifications).toHaveLength(3);
});

test('unread ones are counted up to a hundred, and old ones go', async () => {
  const ann = await origin.signUp();
  await tell(ann, 105);
  const counted = await (await world.send(ann, 'GET', '/me/notifications/unread-count')).json();
  expect(unreadCountSchema.parse(counted).unread_count).toBe(100);
  const store = createNotificationStore(origin.db);
  await store.deleteBefore(new Date(Date.now() - 60_000));
  expect(await origin.db.select().from(notifications)).not.toEqual([]);
  await store.deleteBefore(new Date(Date.now() + 1));
  expect(await origin.db.select().from(notifications)).toEqual([]);
  expect(await origin.db.select().from(notificationEvents)).toEqual([]);
});

test('what has grown since is as old as its newest event', async () => {
  const ann = await origin.signUp();
  const store = createNotificationStore(origin.db);
  const [long, now] = [new Date('2020-01-01T00:00:00Z'), new Date()];
  for (const [eventId, groupKey, at] of [
    ['old and alone', 'one', long],
    ['old and answered', 'other', long],
    ['new', 'other', now],
  ] as const)
    await store.deliver([telling(ann, eventId, groupKey)], at, now);
  await store.deleteBefore(new Date(now.getTime() - 60_000));
  const left = await origin.db
    .select()
    .from(notifications)
    .where(eq(notifications.userId, world.idOf(ann)));
  expect(left).toMatchObject([{ groupKey: 'other', eventCount: 2 }]);
});

/** The events of a stream, one after the other; `leave` ends it. */
async function follow(user: TestUser, lastEventId?: number) {
  const leaving = new AbortController();
  const response = await fetch(`${origin.url}/api/v1/me/notifications/stream`, {
    headers: {
      authorization: `Bearer ${user.token}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
    },
    signal: leaving.signal,
  });
  expect(response.headers.get('content-type')).toStartWith('text/event-stream');
  const chunks = (response.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async next(): Promise<NotificationNews> {
      for (;;) {
        const [event, ...rest] = text.split('\n\n');
        if (event !== undefined && rest.length > 0) {
          text = rest.join('\n\n');
          const data = event.split('\n').find((line) => line.startsWith('data: '));
          if (data) return notificationNewsSchema.parse(JSON.parse(data.slice('data: '.length)));
          continue;
        }
        const { value, done } = await chunks.read();
        if (done) throw new Error('the stream has ended');
        text += value;
      }
    },
    leave: () => leaving.abort(),
  };
}

test('a stream says where one stands, then what comes, also from another origin; who comes back hears what they missed', async () => {
  const [ann, bob] = await Promise.all([origin.signUp(), origin.signUp()]);
  const videoId = await world.newVideo();
  const { comment_id } = await world.post(ann, videoId, 'first');
  await tell(ann, 1);
  const stream = await follow(ann);
  const start = await stream.next();
  expect(start).toMatchObject({ unread_count: 1, notifications: [] });
  await world.post(bob, videoId, 'second', comment_id);
  const news = await stream.next();
  expect(news).toMatchObject({ unread_count: 2, notifications: [{ kind: 'reply', comment: { excerpt: 'second' } }] });
  const other = await origin.startAnother();
  const upTo = { last_event_id: news.last_event_id };
  await fetch(`${other.url}/api/v1/me/notifications/read`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(upTo),
  });
  expect(await stream.next()).toMatchObject({ unread_count: 0, notifications: [] });
  stream.leave();
  await world.post(bob, videoId, 'third', comment_id);
  await world.settled(); // two origins may tell of two events in either order
  await world.post(bob, videoId, 'fourth', comment_id);
  await world.settled();
  const again = await follow(ann, news.last_event_id);
  expect(await again.next()).toMatchObject({
    unread_count: 1,
    notifications: [{ kind: 'reply', event_count: 2, actor_count: 1, comment: { excerpt: 'fourth' } }],
  });
  again.leave();
});

test('every list has its index', async () => {
  const { db } = origin;
  const of = { kind: 'comment', id: 'c', since: new Date() } as const;
  const plans = [
    [listQuery(db, 'u', 9, 20).getSQL(), 'notifications_list (user_id=? AND last_seq<?)'],
    [afterQuery(db, 'u', 9, 20).getSQL(), 'notifications_list (user_id=? AND last_seq>?)'],
    [deleteWithLastEventQuery(new Date()), 'notifications_list (user_id=? AND last_seq=?)'],
    [standingsQuery(['u']), 'notifications_unread (user_id=?)'],
    [standingsQuery(['u']), 'notifications_list (user_id=?)'],
    [subscribersQuery(db, 'c', 'u', 500).getSQL(), '(channel_id=? AND user_id>?)'],
    [watchersQuery(db, 'c', new Date(), ['u']).getSQL(), 'watch_history_newest (user_id=? AND watched_at>?)'],
    [reportersQuery(db, of, 'u', 500).getSQL(), '(object_kind=? AND object_id=? AND reporter_id>?)'],
  ] as const;
  for (const [query, index] of plans) {
    const rows = await db.all<{ detail: string }>(sql`explain query plan ${query}`);
    const plan = rows.map(({ detail }) => detail).join('\n');
    expect(plan).toContain(index);
    // The oldest events are a scan in the order of their key, which ends after so many.
    expect(plan).not.toMatch(/SCAN (?!some|asked|json_each|notification_events$|\()|TEMP B-TREE FOR ORDER/m);
  }
});
