import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { type Question, question } from '../../../platform/questions.ts';
import { channelModeration, channelStandings, comments, users, videos } from '../../../shared/schema/index.ts';
import { rulesOfRow } from '../channel/store.ts';
import type { ChannelCircumstances } from '../judge-comment.ts';

/** What is known about who writes a comment, and about where. */
export type Circumstances = {
  channel: ChannelCircumstances;
  /** `null` for an author who is not there. */
  authorSince: Date | null;
  /** What the author has written lately. */
  recent: { id: string; content: string }[];
};
export type CircumstanceStore = ReturnType<typeof createCircumstanceStore>;

const RECENT = 10;

export function createCircumstanceStore(db: Database) {
  return {
    /** Of somebody who comments below a video; `recent` holds comments after `since`. */
    ask(asked: { videoId: string; authorId: string; since: Date }): Question<Circumstances> {
      return question([standingQuery(db, asked), recentQuery(db, asked)], ([[found], recent]) => ({
        channel: { rules: rulesOfRow(found?.rules ?? undefined), standing: found?.standing ?? null },
        ...{ authorSince: found?.authorSince ?? null, recent },
      }));
    },
  };
}

/** Of one who is there, below a video that need not be. */
function standingQuery(db: Database, { videoId, authorId }: { videoId: string; authorId: string }) {
  const { channelId } = videos;
  const isTheirs = and(eq(channelStandings.channelId, channelId), eq(channelStandings.userId, users.id));
  return db
    .select({ authorSince: users.createdAt, rules: channelModeration, standing: channelStandings.standing })
    .from(users)
    .leftJoin(videos, eq(videos.id, videoId))
    .leftJoin(channelModeration, eq(channelModeration.channelId, channelId))
    .leftJoin(channelStandings, isTheirs)
    .where(eq(users.id, authorId));
}

function recentQuery(db: Database, { authorId, since }: { authorId: string; since: Date }) {
  const { id, content, createdAt, deletedAt } = comments;
  return db
    .select({ id, content })
    .from(comments)
    .where(and(eq(comments.authorId, authorId), gt(createdAt, since), isNull(deletedAt)))
    .orderBy(desc(createdAt))
    .limit(RECENT);
}
