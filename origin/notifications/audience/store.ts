import { and, asc, eq, gt, gte, inArray, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { ReportableKind } from '../../../shared/contracts/reports.ts';
import {
  channels,
  commentMentions,
  comments,
  reports,
  subscriptions,
  users,
  videos,
  watchHistory,
} from '../../../shared/schema/index.ts';
import type { SignedIn } from '../../policy/who.ts';
import type { Page } from './crowd-of.ts';

export type AudienceStore = ReturnType<typeof createAudienceStore>;

/** What happened to whom, as the rows of now say. */
export function createAudienceStore(db: Database) {
  return {
    async findVideo(videoId: string) {
      const { id, channelId, ownerId, visibility, playable, publishAt, takenDownAt, deletedAt } = videos;
      const [video] = await db
        .select({
          ...{ id, channelId, ownerId, visibility, playable, publishAt, takenDownAt, deletedAt },
          ownerSuspendedAt: users.suspendedAt,
        })
        .from(videos)
        .innerJoin(users, eq(users.id, ownerId))
        .where(eq(id, videoId));
      return video;
    },

    async findComment(commentId: string) {
      const { id, videoId, authorId, parentId, state, deletedAt } = comments;
      const [comment] = await db
        .select({
          ...{ id, videoId, authorId, parentId, state, deletedAt },
          channelId: videos.channelId,
          authorSuspendedAt: users.suspendedAt,
        })
        .from(comments)
        .innerJoin(videos, eq(videos.id, videoId))
        .innerJoin(users, eq(users.id, authorId))
        .where(eq(id, commentId));
      return comment;
    },

    /** Owners of the channels that a comment names. */
    async listMentioned(commentId: string): Promise<string[]> {
      const rows = await db
        .selectDistinct({ userId: channels.ownerId })
        .from(commentMentions)
        .innerJoin(channels, eq(channels.id, commentMentions.channelId))
        .where(eq(commentMentions.commentId, commentId));
      return rows.map(({ userId }) => userId);
    },

    async listPeople(userIds: readonly string[]): Promise<SignedIn[]> {
      if (userIds.length === 0) return [];
      return db
        .select({ userId: users.id, role: users.role })
        .from(users)
        .where(inArray(users.id, [...userIds]));
    },

    /**
     * Who wants to hear of a new video: subscribers who asked for all of them, and of those who left the choice to us
     * the ones who have subscribed, or watched something of the channel, since `since`.
     */
    async pageOfSubscribers(
      { channelId, since }: { channelId: string; since: Date },
      afterUserId: string | null,
      limit: number,
    ): Promise<Page> {
      const rows = await subscribersQuery(db, channelId, afterUserId, limit);
      const wantsAll = rows.filter(
        ({ level, createdAt }) => level === 'all' || (level !== 'none' && createdAt >= since),
      );
      const undecided = rows.filter(({ level, createdAt }) => level === 'personalised' && createdAt < since);
      const watching = undecided.length === 0 ? [] : await watchersQuery(db, channelId, since, undecided.map(idOf));
      return { userIds: [...wantsAll, ...watching].map(idOf), last: lastOf(rows, limit) };
    },

    /** Who reported something since then. */
    async pageOfReporters(
      of: { kind: ReportableKind; id: string; since: Date },
      afterUserId: string | null,
      limit: number,
    ): Promise<Page> {
      const rows = await reportersQuery(db, of, afterUserId, limit);
      return { userIds: rows.map(idOf), last: lastOf(rows, limit) };
    },
  };
}

const idOf = ({ userId }: { userId: string }) => userId;
const lastOf = (rows: readonly { userId: string }[], limit: number) =>
  rows.length < limit ? null : (rows.at(-1)?.userId ?? null);

/** Also for the test that looks at how SQLite goes about it, as are the next two. */
export function subscribersQuery(db: Database, channelId: string, afterUserId: string | null, limit: number) {
  const { userId, level, createdAt } = subscriptions;
  return db
    .select({ userId, level, createdAt })
    .from(subscriptions)
    .where(and(eq(subscriptions.channelId, channelId), afterUserId === null ? undefined : gt(userId, afterUserId)))
    .orderBy(asc(userId))
    .limit(limit);
}

export function watchersQuery(db: Database, channelId: string, since: Date, userIds: readonly string[]) {
  return db
    .selectDistinct({ userId: watchHistory.userId })
    .from(watchHistory)
    .innerJoin(videos, and(eq(videos.id, watchHistory.videoId), eq(videos.channelId, channelId)))
    .where(
      and(
        sql`${watchHistory.userId} in (select value from json_each(${JSON.stringify(userIds)}))`,
        // Word for word the condition of the index `watch_history_newest`.
        sql`${watchHistory.isRemoved} = 0`,
        gte(watchHistory.watchedAt, since),
      ),
    );
}

export function reportersQuery(
  db: Database,
  of: { kind: ReportableKind; id: string; since: Date },
  afterUserId: string | null,
  limit: number,
) {
  return db
    .select({ userId: reports.reporterId })
    .from(reports)
    .where(
      and(
        eq(reports.objectKind, of.kind),
        eq(reports.objectId, of.id),
        gte(reports.createdAt, of.since),
        afterUserId === null ? undefined : gt(reports.reporterId, afterUserId),
      ),
    )
    .orderBy(asc(reports.reporterId))
    .limit(limit);
}
