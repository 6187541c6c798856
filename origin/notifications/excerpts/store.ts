import { and, inArray, isNull } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { comments } from '../../../shared/schema/index.ts';

export type ExcerptStore = ReturnType<typeof createExcerptStore>;

/** Comments as those who are told of them may see them. */
export function createExcerptStore(db: Database) {
  return {
    /** Those of `commentIds` that are not deleted, in no order. */
    async listComments(commentIds: readonly string[]) {
      if (commentIds.length === 0) return [];
      const { id, videoId, authorId, state, content } = comments;
      return db
        .select({ id, videoId, authorId, state, content })
        .from(comments)
        .where(and(inArray(id, [...new Set(commentIds)]), isNull(comments.deletedAt)));
    },
  };
}
