import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { channelStandings, comments, users, videos } from '../../../shared/schema/index.ts';
import { findChannelRules, rulesOfRow } from '../channel/store.ts';
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
    /** Of somebody who comments below a video, in one exchange; `recent` holds comments after `since`. */
    async find({ videoId, authorId, since }: { videoId: string; authorId: string; since: Date }) {
      const channelId = sql`(select ${videos.channelId} from ${videos} where ${videos.id} = ${videoId})`;
      const isTheirs = and(eq(channelStandings.channelId, channelId), eq(channelStandings.userId, authorId));
      const isRecent = and(eq(comments.authorId, authorId), gt(comments.createdAt, since), isNull(comments.deletedAt));
      const [[rules], [standing], [author], recent] = await db.batch([
        findChannelRules(db, channelId),
        db.select({ standing: channelStandings.standing }).from(channelStandings).where(isTheirs),
        db.select({ createdAt: users.createdAt }).from(users).where(eq(users.id, authorId)),
        db
          .select({ id: comments.id, content: comments.content })
          .from(comments)
          .where(isRecent)
          .orderBy(desc(comments.createdAt))
          .limit(RECENT),
      ]);
      const channel = { rules: rulesOfRow(rules), standing: standing?.standing ?? null };
      return { channel, authorSince: author?.createdAt ?? null, recent } satisfies Circumstances;
    },
  };
}
