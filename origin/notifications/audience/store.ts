import { and, asc, eq, gt, gte, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
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
import type { Page } from './crowd-of.ts';

export type AudienceStore = ReturnType<typeof createAudienceStore>;
export type ToldComment = Awaited<ReturnType<AudienceStore['listComments']>>[number];

const [parents, parentAuthors] = [alias(comments, 'parents'), alias(users, 'parent_authors')];

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

    /**
     * Those of `commentIds` that are there, with who wrote them, what they reply to with who wrote that, and the owners of
     * the channels that they name.
     */
    async listComments(commentIds: readonly string[]) {
      if (commentIds.length === 0) return [];
      const asked = [...new Set(commentIds)];
      const { id, videoId, parentId, state, deletedAt } = comments;
      const [found, mentioned] = await db.batch([
        db
          .select({
            ...{ id, videoId, parentId, state, deletedAt },
            channelId: videos.channelId,
            author: { userId: users.id, role: users.role },
            authorSuspendedAt: users.suspendedAt,
            parentDeletedAt: parents.deletedAt,
            parentAuthor: { userId: parentAuthors.id, role: parentAuthors.role },
          })
          .from(comments)
          .innerJoin(videos, eq(videos.id, videoId))
          .innerJoin(users, eq(users.id, comments.authorId))
          .leftJoin(parents, eq(parents.id, parentId))
          .leftJoin(parentAuthors, eq(parentAuthors.id, parents.authorId))
          .where(inArray(id, asked)),
        db
          .selectDistinct({ commentId: commentMentions.commentId, userId: users.id, role: users.role })
          .from(commentMentions)
          .innerJoin(channels, eq(channels.id, commentMentions.channelId))
          .innerJoin(users, eq(users.id, channels.ownerId))
          .where(inArray(commentMentions.commentId, asked)),
      ]);
      const named = Map.groupBy(mentioned, ({ commentId }) => commentId);
      return found.map((comment) => ({ ...comment, mentioned: named.get(comment.id) ?? [] }));
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
