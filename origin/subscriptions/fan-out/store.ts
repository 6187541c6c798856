import { and, asc, eq, gt, inArray, lt, lte, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { channels, feedItems, outbox, publications, subscriptions, videos } from '../../../shared/schema/index.ts';
import { addNotificationEvent } from '../../notifications/events/store.ts';
import type { Transaction } from '../../outbox/store.ts';
import { type FeedJob, feedQueue } from './feed-job.ts';

export type FanOutStore = ReturnType<typeof createFanOutStore>;

const RELEASED_AT_ONCE = 100;

/**
 * To be called in every transaction that may have made a video public: gives it its place in feeds, which is the time of
 * its first publication. Until then the place moves with `publish_at`. Changes nothing for a video that is not public.
 */
export async function notePublication(tx: Transaction, videoId: string, now: Date): Promise<void> {
  const nowMs = now.getTime();
  await tx.run(sql`
    insert into ${publications} (video_id, channel_id, published_at, fan_out, updated_at)
    select v.id, v.channel_id, max(coalesce(v.publish_at, 0), ${nowMs}), 'waiting', ${nowMs} from ${videos} as v
    where v.id = ${videoId} and v.visibility = 'public' and v.playable = 1 and v.deleted_at is null
    on conflict (video_id) do update set published_at = excluded.published_at, updated_at = excluded.updated_at
      where ${publications.fanOut} = 'waiting' and ${publications.publishedAt} > ${nowMs}`);
}

/** Puts what of a channel's videos has been pushed into the feed of a new subscriber. */
export async function fillFeed(tx: Transaction, channelId: string, userId: string, since: Date): Promise<void> {
  await tx.run(sql`
    insert into ${feedItems} (user_id, published_at, video_id)
    select ${userId}, p.published_at, p.video_id from ${publications} as p
    where p.channel_id = ${channelId} and p.published_at >= ${since.getTime()} and p.fan_out in ('pushing', 'pushed')
    on conflict do nothing`);
}

/** Takes a channel's videos out of the feed of somebody who is no subscriber any more. */
export async function emptyFeed(tx: Transaction, channelId: string, userId: string): Promise<void> {
  await tx.run(sql`
    delete from ${feedItems} where user_id = ${userId} and (published_at, video_id) in
      (select p.published_at, p.video_id from ${publications} as p where p.channel_id = ${channelId})`);
}

/** For a channel that has become large: readers look for its videos, so that new subscribers need no rows for them. */
export async function leaveToReaders(tx: Transaction, channelId: string, now: Date): Promise<void> {
  const isPushed = inArray(publications.fanOut, ['pushing', 'pushed']);
  await tx
    .update(publications)
    .set({ fanOut: 'pulled', updatedAt: now })
    .where(and(eq(publications.channelId, channelId), isPushed));
}

export function createFanOutStore(db: Database) {
  return {
    /**
     * Decides of what is due how it comes into feeds: into those of few subscribers by a job, to those of many by their
     * looking for it. What is not public any more is forgotten, until it is made so again. Returns how many were due.
     */
    async release(maxSubscribers: number, now: Date): Promise<number> {
      const [first] = await waitingQuery(db, now, 1);
      if (!first) return 0;
      return db.transaction(async (tx) => {
        const due = await waitingQuery(tx, now, RELEASED_AT_ONCE);
        for (const { videoId, subscriberCount, isPublic } of due) {
          const isIt = eq(publications.videoId, videoId);
          if (!isPublic) {
            await tx.delete(publications).where(isIt);
            continue;
          }
          const fanOut = subscriberCount > maxSubscribers ? 'pulled' : subscriberCount > 0 ? 'pushing' : 'pushed';
          await tx.update(publications).set({ fanOut, updatedAt: now }).where(isIt);
          if (fanOut === 'pushing') await addJob(tx, videoId, now);
          await addNotificationEvent(tx, { event: 'video_published', video_id: videoId }, now);
        }
        return due.length;
      });
    },

    /**
     * Writes a publication into the next feeds, those of the subscribers that come after the ones who have it. False
     * when nothing is left to do. Safe to repeat: how far it has come changes with the rows.
     */
    async pushPage(videoId: string, pageSize: number, now: Date): Promise<boolean> {
      return db.transaction(async (tx) => {
        const isIt = eq(publications.videoId, videoId);
        const [publication] = await tx.select().from(publications).where(isIt);
        if (publication?.fanOut !== 'pushing') return false;
        const { channelId, publishedAt, pushedUpTo } = publication;
        const page = await subscribersQuery(tx, channelId, pushedUpTo, pageSize);
        const last = page.at(-1);
        if (last)
          await tx
            .insert(feedItems)
            .values(page.map(({ userId }) => ({ userId, publishedAt, videoId })))
            .onConflictDoNothing(); // whoever has subscribed meanwhile has it
        const isAll = page.length < pageSize;
        const progress = isAll ? { fanOut: 'pushed' as const } : { pushedUpTo: last?.userId ?? pushedUpTo };
        await tx
          .update(publications)
          .set({ ...progress, updatedAt: now })
          .where(isIt);
        return !isAll;
      });
    },

    /** Queues again what has not moved since `time`: Redis has lost the job, or it has failed for good. */
    async resume(time: Date, now: Date): Promise<number> {
      return db.transaction(async (tx) => {
        const stuck = await tx
          .update(publications)
          .set({ updatedAt: now })
          .where(and(sql`${publications.fanOut} = 'pushing'`, lt(publications.updatedAt, time)))
          .returning({ videoId: publications.videoId });
        for (const { videoId } of stuck) await addJob(tx, videoId, now);
        return stuck.length;
      });
    },
  };
}

/** The id is that of one attempt, since BullMQ takes no second job of an id that it remembers. */
async function addJob(tx: Transaction, videoId: string, now: Date): Promise<void> {
  const payload: FeedJob = { video_id: videoId };
  await tx
    .insert(outbox)
    .values({ queue: feedQueue, jobId: `feed-${videoId}-${now.getTime()}`, payload, createdAt: now });
}

/** Also for the test that looks at how SQLite goes about it, as is the next one. */
export function waitingQuery(db: Pick<Database, 'select'>, now: Date, limit: number) {
  return (
    db
      .select({
        videoId: publications.videoId,
        subscriberCount: channels.subscriberCount,
        isPublic: sql`${videos.visibility} = 'public' and ${videos.playable} = 1 and ${videos.deletedAt} is null
        and coalesce(${videos.publishAt}, 0) <= ${now.getTime()}`.mapWith(Boolean),
      })
      .from(publications)
      .innerJoin(videos, eq(videos.id, publications.videoId))
      .innerJoin(channels, eq(channels.id, publications.channelId))
      // A literal, so that SQLite can use the partial index.
      .where(and(sql`${publications.fanOut} = 'waiting'`, lte(publications.publishedAt, now)))
      .orderBy(asc(publications.publishedAt))
      .limit(limit)
  );
}

export function subscribersQuery(db: Pick<Database, 'select'>, channelId: string, afterUserId: string, limit: number) {
  return db
    .select({ userId: subscriptions.userId })
    .from(subscriptions)
    .where(and(eq(subscriptions.channelId, channelId), gt(subscriptions.userId, afterUserId)))
    .orderBy(asc(subscriptions.userId))
    .limit(limit);
}
