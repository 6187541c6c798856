import { and, asc, count, eq } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { ChannelRules, Standing } from '../../../shared/contracts/moderation.ts';
import { channelModeration, channelStandings, users } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';
import { isAfter } from '../keyset/store.ts';
import type { Place } from '../keyset-cursor.ts';

export type ChannelRuleStore = ReturnType<typeof createChannelRuleStore>;
export type StandingRow = { userId: string; username: string; standing: Standing; createdAt: Date };

const noRules: ChannelRules = { hold_all: false, hold_links: false, blocked_words: [] };

export function createChannelRuleStore(db: Database) {
  return {
    async rulesOf(channelId: string): Promise<ChannelRules> {
      const [row] = await db.select().from(channelModeration).where(eq(channelModeration.channelId, channelId));
      return rulesOfRow(row);
    },

    async setRules(channelId: string, rules: ChannelRules, now: Date): Promise<void> {
      const row = { holdAll: rules.hold_all, holdLinks: rules.hold_links, blockedWords: rules.blocked_words };
      await db
        .insert(channelModeration)
        .values({ channelId, ...row, updatedAt: now })
        .onConflictDoUpdate({ target: channelModeration.channelId, set: { ...row, updatedAt: now } });
    },

    /** Longest standing first. */
    async listStandings(channelId: string, after: Place | null, limit: number): Promise<StandingRow[]> {
      return standingsQuery(db, channelId, after, limit);
    },

    async findUserId(username: string): Promise<string | undefined> {
      const [user] = await db.select({ id: users.id }).from(users).where(eq(users.username, username));
      return user?.id;
    },

    /** False when the channel has `most` already. */
    async setStanding(
      { channelId, userId, standing }: { channelId: string; userId: string; standing: Standing },
      most: number,
      now: Date,
    ): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [all] = await tx
          .select({ standings: count() })
          .from(channelStandings)
          .where(eq(channelStandings.channelId, channelId));
        if ((all?.standings ?? 0) >= most) return false;
        await putStanding(tx, { channelId, userId, standing }, now);
        return true;
      });
    },

    async removeStanding(channelId: string, userId: string): Promise<void> {
      await db
        .delete(channelStandings)
        .where(and(eq(channelStandings.channelId, channelId), eq(channelStandings.userId, userId)));
    },
  };
}

/** One statement: to be awaited, or run with others in a batch. */
/** A channel that has set none has no rules. */
export function rulesOfRow(row: typeof channelModeration.$inferSelect | undefined): ChannelRules {
  return row ? { hold_all: row.holdAll, hold_links: row.holdLinks, blocked_words: row.blockedWords } : noRules;
}

/** Also for the test that looks at how SQLite goes about it. */
export function standingsQuery(db: Database, channelId: string, after: Place | null, limit: number) {
  const { userId, standing, createdAt } = channelStandings;
  return db
    .select({ userId, username: users.username, standing, createdAt })
    .from(channelStandings)
    .innerJoin(users, eq(users.id, userId))
    .where(and(eq(channelStandings.channelId, channelId), isAfter({ at: createdAt, id: userId }, after)))
    .orderBy(asc(createdAt), asc(userId))
    .limit(limit);
}

export async function putStanding(
  tx: Transaction,
  { channelId, userId, standing }: { channelId: string; userId: string; standing: Standing },
  now: Date,
): Promise<void> {
  await tx
    .insert(channelStandings)
    .values({ channelId, userId, standing, createdAt: now })
    .onConflictDoUpdate({ target: [channelStandings.channelId, channelStandings.userId], set: { standing } });
}
