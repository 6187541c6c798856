import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { comments, users } from '../../../shared/schema/index.ts';

export type AuthorStore = ReturnType<typeof createAuthorStore>;

const RECENT = 10;

/** What is known of who writes a comment. */
export function createAuthorStore(db: Database) {
  return {
    /** `null` for somebody who is not there. */
    async createdAt(userId: string): Promise<Date | null> {
      const [user] = await db.select({ createdAt: users.createdAt }).from(users).where(eq(users.id, userId));
      return user?.createdAt ?? null;
    },

    /** The latest comments of `userId` after `since`. */
    async recentComments(userId: string, since: Date): Promise<{ id: string; content: string }[]> {
      return db
        .select({ id: comments.id, content: comments.content })
        .from(comments)
        .where(and(eq(comments.authorId, userId), gt(comments.createdAt, since), isNull(comments.deletedAt)))
        .orderBy(desc(comments.createdAt))
        .limit(RECENT);
    },
  };
}
