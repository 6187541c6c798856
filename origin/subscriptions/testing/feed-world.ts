import { eq, inArray } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { channels, feedItems, publications, subscriptions, users, videos } from '../../../shared/schema/index.ts';
import { createVideoStore, type VideoChanges } from '../../videos/store.ts';
import { createFanOutStore, notePublication } from '../fan-out/store.ts';
import { listFeed } from '../feed/list-feed.ts';
import { createFeedStore } from '../feed/store.ts';
import { createSubscriptionStore } from '../store.ts';

export type FeedWorld = Awaited<ReturnType<typeof createFeedWorld>>;

/** People and channels in a database of their own; `maxSubscribers` is where pushing ends. */
export async function createFeedWorld(
  db: Database,
  { maxSubscribers, clock }: { maxSubscribers: number; clock: () => Date },
  { people, channelCount }: { people: number; channelCount: number },
) {
  const store = createVideoStore(db);
  const subscribing = createSubscriptionStore(db);
  const fanOut = createFanOutStore(db);
  const feed = createFeedStore(db);
  const personOf = (at: number) => `person-${at}`;
  const ownerOf = (at: number) => `owner-${at}`;
  const channelOf = (at: number) => `channel-${at}`;
  const videoOf = (at: number) => String(at).padStart(11, '0');
  const limits = { subscriptionsPerUser: 100, fanOutMaxSubscribers: maxSubscribers };

  const pair = (person: number, channel: number) => ({
    ...{ userId: personOf(person), channelId: channelOf(channel), now: clock() },
  });

  const made = { createdAt: clock(), updatedAt: clock() };
  const account = (id: string) => ({ id, username: id, name: id, email: `${id}@example.test`, ...made });
  await db
    .insert(users)
    .values([
      ...Array.from({ length: people }, (_, at) => account(personOf(at))),
      ...Array.from({ length: channelCount }, (_, at) => account(ownerOf(at))),
    ]);
  await db.insert(channels).values(
    Array.from({ length: channelCount }, (_, at) => ({
      ...{
        id: channelOf(at),
        ownerId: ownerOf(at),
        handle: `handle${'abcdefghij'[at]}`,
        name: `${at}`,
        ...made,
      },
    })),
  );

  return {
    ...{ fanOut, personOf, channelOf, videoOf },
    subscribe: (person: number, channel: number) =>
      subscribing.change({ ...pair(person, channel), subscribed: true, level: undefined, limits }),
    unsubscribe: (person: number, channel: number) =>
      subscribing.change({ ...pair(person, channel), subscribed: false }),
    async addVideo(at: number, channel: number, more: Partial<typeof videos.$inferInsert> = {}) {
      await db.transaction(async (tx) => {
        await tx.insert(videos).values({
          ...{ id: videoOf(at), channelId: channelOf(channel), ownerId: ownerOf(channel), title: 'A clip' },
          ...{ visibility: 'public', status: 'ready', playable: true, createdAt: clock(), updatedAt: clock() },
          ...more,
        });
        await notePublication(tx, videoOf(at), clock());
      });
    },
    change: (at: number, changes: VideoChanges) => store.update(videoOf(at), changes, clock()),
    deleteVideo: (at: number) => store.delete(videoOf(at), clock()),
    async suspend(channel: number, isSuspended: boolean) {
      const suspendedAt = isSuspended ? clock() : null;
      await db
        .update(users)
        .set({ suspendedAt })
        .where(eq(users.id, ownerOf(channel)));
    },
    release: () => fanOut.release(maxSubscribers, clock()),
    async pushing(): Promise<string[]> {
      const rows = await db
        .select({ videoId: publications.videoId })
        .from(publications)
        .where(eq(publications.fanOut, 'pushing'));
      return rows.map(({ videoId }) => videoId);
    },
    /** The whole feed in pages. */
    async read(person: number, limit = 7): Promise<string[]> {
      const deps = { feed, clock };
      const actor = { userId: personOf(person), role: 'viewer' as const };
      const seen: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await listFeed(deps, actor, { limit, cursor });
        seen.push(...page.videos.map(({ video_id }) => video_id));
        if (page.next_cursor === null) return seen;
        cursor = page.next_cursor;
      }
    },
    /** What a person's feed must be, by a look at every row. */
    async expected(person: number): Promise<string[]> {
      const followed = await db
        .select()
        .from(subscriptions)
        .where(eq(subscriptions.userId, personOf(person)));
      const ids = followed.map(({ channelId }) => channelId);
      const rows = await db
        .select()
        .from(videos)
        .innerJoin(users, eq(users.id, videos.ownerId))
        .leftJoin(publications, eq(publications.videoId, videos.id))
        .where(inArray(videos.channelId, ids));
      return rows
        .filter(({ videos: video, users: owner }) => {
          const isOut = video.publishAt === null || video.publishAt <= clock();
          const isTakenBack = video.deletedAt !== null || video.takenDownAt !== null || owner.suspendedAt !== null;
          return video.visibility === 'public' && video.playable && isOut && !isTakenBack;
        })
        .map(({ videos: { id }, publications: place }) => ({ id, atMs: place?.publishedAt.getTime() ?? 0 }))
        .sort((one, two) => two.atMs - one.atMs || (one.id < two.id ? 1 : -1))
        .map(({ id }) => id);
    },
    async pushedRows(person: number): Promise<string[]> {
      const rows = await db
        .select()
        .from(feedItems)
        .where(eq(feedItems.userId, personOf(person)));
      return rows.map(({ videoId }) => videoId).sort();
    },
    async states(): Promise<string[]> {
      const rows = await db.selectDistinct({ fanOut: publications.fanOut }).from(publications);
      return rows.map(({ fanOut }) => fanOut);
    },
    async stateOf(at: number): Promise<string | undefined> {
      return (
        await db
          .select()
          .from(publications)
          .where(eq(publications.videoId, videoOf(at)))
      )[0]?.fanOut;
    },
  };
}
