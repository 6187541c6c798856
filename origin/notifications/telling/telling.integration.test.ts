import { afterAll, beforeAll, expect, test } from 'bun:test';
import { asc, eq } from 'drizzle-orm';
import { type OpenDatabase, openDatabase } from '../../../platform/database.ts';
import { newId } from '../../../shared/ids.ts';
import {
  channelStandings,
  channels,
  notificationDigests,
  notificationEvents,
  notificationMutedChannels,
  notificationSettings,
  notifications,
  users,
} from '../../../shared/schema/index.ts';
import { startDatabaseGate } from '../../../testkit/database-gate.ts';
import { migratedDatabase, type Service } from '../../../testkit/services.ts';
import { createVideoStore } from '../../videos/store.ts';
import { createAudienceStore } from '../audience/store.ts';
import { createNotificationStore } from '../store.ts';
import { tellTogether } from '../tell-people.ts';
import { manyReplies } from '../testing/many-replies.ts';
import { manySubscribers } from '../testing/many-subscribers.ts';
import { deliver, type Telling, type Told } from './store.ts';

let database: OpenDatabase & Service;
beforeAll(async () => {
  database = await migratedDatabase();
}, 30_000);
afterAll(() => database?.stop());

const now = new Date('2026-01-01T00:00:00Z');

/** Somebody with a channel, who wants no hearts, nothing of the channel `quiet`, nothing from `foe`, and replies by mail. */
async function somebody(quiet: string, foe: string): Promise<string> {
  const { db } = database;
  const [id, channelId] = [newId(), newId()];
  const times = { createdAt: now, updatedAt: now };
  await db.insert(users).values({ ...{ id, name: id, username: id, email: id, emailVerified: true }, ...times });
  await db.insert(channels).values({ ...{ id: channelId, ownerId: id, handle: channelId, name: 'Own' }, ...times });
  await db
    .insert(notificationSettings)
    .values({ userId: id, mutedKinds: ['heart'], mailedKinds: ['reply', 'mention'] });
  await db.insert(notificationMutedChannels).values({ userId: id, channelId: quiet, createdAt: now });
  await db.insert(channelStandings).values({ channelId, userId: foe, standing: 'blocked', createdAt: now });
  return id;
}

test('what is told together is told as one after another, each person on their own terms', async () => {
  const { db } = database;
  const { channelId, userIds } = await manySubscribers(db, 3);
  const [ann = '', bob = '', foe = ''] = userIds;
  const reply = (eventId: string, actorId: string): Told => ({
    ...{ kind: 'reply', groupKey: 'replies', commentId: eventId, eventId, actorId },
  });
  const mention = (eventId: string, actorId: string): Told => ({
    ...reply(eventId, actorId),
    ...{ kind: 'mention', groupKey: 'mentions' },
  });
  const all = (self: string): Told[] => [
    reply('first', ann),
    reply('second', bob),
    { kind: 'upload_failed', groupKey: 'upload', eventId: 'failed', channelId },
    mention('second', bob),
    reply('third', ann),
    { kind: 'heart', groupKey: 'hearts', eventId: 'heart' },
    { ...reply('quiet', ann), channelId },
    reply('kept away', foe),
    reply('own', self),
    { ...reply('of nobody', 'nobody'), outcome: 'held', reasons: ['a', 'b'] },
    reply('first', ann),
    mention('fourth', bob),
  ];
  const [one, other] = [await somebody(channelId, foe), await somebody(channelId, foe)];
  const ofOne = all(one).map((told): Telling => ({ told, userIds: [one] }));
  const among = all(other).flatMap((told): Telling[] => [
    { told, userIds: [other] },
    { told: { ...told, eventId: `also ${told.eventId}` }, userIds: [ann, bob] },
  ]);
  for (const telling of ofOne) await deliver(db, [telling], now, now);
  expect(await deliver(db, among, now, now)).toContain(other);

  const standing = async (userId: string) => {
    const events = await db
      .select()
      .from(notificationEvents)
      .where(eq(notificationEvents.userId, userId))
      .orderBy(asc(notificationEvents.seq));
    const eventOf = (seq: number | undefined) => events.find((event) => event.seq === seq)?.eventId;
    const rows = await db
      .select()
      .from(notifications)
      .where(eq(notifications.userId, userId))
      .orderBy(asc(notifications.firstSeq));
    const [digest] = await db.select().from(notificationDigests).where(eq(notificationDigests.userId, userId));
    return {
      events: events.map(({ eventId, groupKey, actorId }) => [eventId, groupKey, actorId]),
      told: rows.map(({ id: _id, userId: _userId, firstSeq, lastSeq, ...row }) => ({
        ...{ ...row, first: eventOf(firstSeq), last: eventOf(lastSeq) },
      })),
      mail: [eventOf(digest?.firstSeq), eventOf(digest?.lastSeq)],
    };
  };
  const alone = await standing(one);
  expect(alone.events.map(([eventId]) => eventId)).toEqual([
    'first',
    'second',
    'failed',
    'third',
    'of nobody',
    'fourth',
  ]);
  expect(alone.told).toMatchObject([
    { kind: 'reply', eventCount: 4, actorCount: 3, last: 'of nobody', outcome: 'held', reasons: ['a', 'b'] },
    { kind: 'upload_failed', eventCount: 1, actorCount: 0, reasons: [], channelId },
    { kind: 'mention', eventCount: 1, actorCount: 1, commentId: 'fourth' },
  ]);
  expect(alone.mail).toEqual(['first', 'fourth']);
  expect(await standing(other)).toEqual(alone);
});

test('a burst of replies takes as many exchanges with the database as a few do', async () => {
  const { db } = database;
  const { videoId, userIds, replyIds } = await manyReplies(db, 40);
  const gate = startDatabaseGate(database.url);
  const counted = openDatabase({ url: gate.url });
  const clock = () => new Date();
  const woken: string[] = [];
  const deps = {
    ...{ audience: createAudienceStore(counted.db), notifications: createNotificationStore(counted.db), clock },
    ...{ videos: { store: createVideoStore(counted.db), clock }, mailGapMs: 0 },
    wake: (ids: readonly string[]) => void woken.push(...ids),
  };
  const exchangesOf = async (commentIds: readonly string[]) => {
    const before = gate.seen.length;
    const eventOf = (commentId: string) => ({ event: 'comment_shown' as const, comment_id: commentId });
    const jobOf = (commentId: string) => ({ event_id: newId(), event: eventOf(commentId), after_user_id: null });
    await tellTogether(deps, commentIds.map(jobOf));
    return gate.seen.length - before;
  };
  try {
    const ofFew = await exchangesOf(replyIds.slice(0, 3));
    expect(await exchangesOf(replyIds.slice(3))).toBe(ofFew);
    expect(woken.sort()).toEqual([...userIds].sort());
    expect(await db.select().from(notifications).where(eq(notifications.videoId, videoId))).toHaveLength(40);
  } finally {
    counted.close();
    await gate.stop();
  }
});
