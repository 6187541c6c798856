import { and, count, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { inGroups } from '../../platform/in-groups.ts';
import type { SubscriptionLevel } from '../../shared/contracts/subscriptions.ts';
import { channels, subscriptions, users } from '../../shared/schema/index.ts';
import type { Transaction } from '../outbox/store.ts';
import { emptyFeed, fillFeed, leaveToReaders } from './fan-out/store.ts';
import { feedSince } from './feed/store.ts';

export type SubscriptionStore = ReturnType<typeof createSubscriptionStore>;
/** The last one of the page before. */
export type SubscriptionPosition = { createdAtMs: number; channelId: string };
export type Standing = { level: SubscriptionLevel | null; subscriberCount: number };
export type SubscriptionLimits = { subscriptionsPerUser: number; fanOutMaxSubscribers: number };

/** `missing`: there is no such channel; `too many`: the account may have no more subscriptions. */
export type Outcome = Standing | 'missing' | 'too many';
export type SubscriptionChange = { channelId: string; userId: string; now: Date } & (
  | { subscribed: true; level: SubscriptionLevel | undefined; limits: SubscriptionLimits }
  | { subscribed: false }
);

const DEFAULT_LEVEL: SubscriptionLevel = 'personalised';
const ROWS_PER_DELETION = 2_000;
/** Changes of one transaction: others who write wait that long. */
const MAX_GROUP = 50;

export function createSubscriptionStore(db: Database) {
  return {
    /**
     * Subscribes or unsubscribes; doing so again changes nothing but the level, unless that is left out. The channel's
     * count and the subscriber's feed change in the same transaction, which changes that come together share.
     */
    change: inGroups<SubscriptionChange, Outcome>(
      (changes) =>
        db.transaction(async (tx) => {
          const outcomes: Outcome[] = [];
          for (const change of changes) outcomes.push(await apply(tx, change));
          return outcomes;
        }),
      { maxItems: MAX_GROUP, retriesAlone: true },
    ),

    /** Null for a channel that is not there. */
    async read(channelId: string, userId: string | null): Promise<Standing | null> {
      return standingOf(db, channelId, userId ?? '');
    },

    /** Newest first, with their channels, as long as these are there. A query without effect until it is awaited. */
    list(query: { userId: string; limit: number; after: SubscriptionPosition | null }) {
      const { after } = query;
      return db
        .select({ subscription: subscriptions, channel: channels })
        .from(subscriptions)
        .innerJoin(channels, eq(channels.id, subscriptions.channelId))
        .innerJoin(users, eq(users.id, channels.ownerId))
        .where(
          and(
            eq(subscriptions.userId, query.userId),
            isNull(users.suspendedAt),
            after === null
              ? undefined
              : sql`(${subscriptions.createdAt}, ${subscriptions.channelId}) < (${after.createdAtMs}, ${after.channelId})`,
          ),
        )
        .orderBy(desc(subscriptions.createdAt), desc(subscriptions.channelId))
        .limit(query.limit);
    },

    /** Some of the channels that somebody is subscribed to. */
    async channelsOf(userId: string, limit: number): Promise<string[]> {
      const isTheirs = eq(subscriptions.userId, userId);
      const rows = await db.select({ id: subscriptions.channelId }).from(subscriptions).where(isTheirs).limit(limit);
      return rows.map(({ id }) => id);
    },

    /** Takes every subscriber from a channel that is about to go, some at a time. */
    async dropSubscribers(channelId: string): Promise<void> {
      const some = sql`select rowid from ${subscriptions} where channel_id = ${channelId} limit ${ROWS_PER_DELETION}`;
      for (;;) {
        const { rowsAffected } = await db.run(sql`delete from ${subscriptions} where rowid in (${some})`);
        if (rowsAffected === 0) return;
      }
    },
  };
}

async function apply(tx: Transaction, change: SubscriptionChange): Promise<Outcome> {
  const { channelId, userId, now } = change;
  const isRow = and(eq(subscriptions.channelId, channelId), eq(subscriptions.userId, userId));
  const before = await standingOf(tx, channelId, userId);
  if (!before) return 'missing';
  if (!change.subscribed) {
    if (before.level === null) return before;
    await tx.delete(subscriptions).where(isRow);
    await emptyFeed(tx, channelId, userId);
    return { level: null, subscriberCount: await addToCount(tx, channelId, -1) };
  }
  const { subscriptionsPerUser, fanOutMaxSubscribers } = change.limits;
  const level = change.level ?? before.level ?? DEFAULT_LEVEL;
  if (before.level !== null) {
    if (level !== before.level) await tx.update(subscriptions).set({ level }).where(isRow);
    return { ...before, level };
  }
  const [held] = await tx.select({ rows: count() }).from(subscriptions).where(eq(subscriptions.userId, userId));
  if ((held?.rows ?? 0) >= subscriptionsPerUser) return 'too many';
  await tx.insert(subscriptions).values({ channelId, userId, level, createdAt: now });
  const subscriberCount = await addToCount(tx, channelId, 1);
  if (subscriberCount === fanOutMaxSubscribers + 1) await leaveToReaders(tx, channelId, now);
  await fillFeed(tx, channelId, userId, feedSince(now));
  return { level, subscriberCount };
}

async function standingOf(db: Pick<Database, 'select'>, channelId: string, userId: string): Promise<Standing | null> {
  const [row] = await db
    .select({ level: subscriptions.level, subscriberCount: channels.subscriberCount })
    .from(channels)
    .leftJoin(subscriptions, and(eq(subscriptions.channelId, channels.id), eq(subscriptions.userId, userId)))
    .where(eq(channels.id, channelId));
  return row ?? null;
}

async function addToCount(tx: Transaction, channelId: string, change: 1 | -1): Promise<number> {
  const [channel] = await tx
    .update(channels)
    .set({ subscriberCount: sql`${channels.subscriberCount} + ${change}` })
    .where(eq(channels.id, channelId))
    .returning({ subscriberCount: channels.subscriberCount });
  if (!channel) throw new Error(`channel ${channelId} has gone within a transaction`);
  return channel.subscriberCount;
}
