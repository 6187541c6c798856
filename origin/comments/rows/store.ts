import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { CommentRow } from '../../../shared/comments/present-comment.ts';
import { AppError } from '../../../shared/errors.ts';
import { comments, users, videos } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';

/** What is said of a comment that is not there, and of one that is not to be known of. */
export const noSuchComment = () => new AppError('not_found', 'there is no such comment');

/** A comment with its author; undefined also below a deleted video. */
export async function readComment(db: Pick<Database, 'select'>, commentId: string): Promise<CommentRow | undefined> {
  return (await readComments(db, [commentId]))[0];
}

/** Those of `commentIds` that are there, in no order. */
export async function readComments(db: Pick<Database, 'select'>, commentIds: readonly string[]): Promise<CommentRow[]> {
  return (await findComments(db, commentIds)).map(rowOf);
}

/** The same before `rowOf`, as one statement: to be awaited, or run with others in a batch. */
export function findComments(db: Pick<Database, 'select'>, commentIds: readonly string[]) {
  return db
    .select({
      comment: comments,
      author: { userId: users.id, username: users.username, name: users.name, imageUrl: users.image },
      ownerId: videos.ownerId,
    })
    .from(comments)
    .innerJoin(users, eq(users.id, comments.authorId))
    .innerJoin(videos, eq(videos.id, comments.videoId))
    .where(and(inArray(comments.id, [...new Set(commentIds)]), isNull(videos.deletedAt)));
}

export function rowOf({ comment, author, ownerId }: Awaited<ReturnType<typeof findComments>>[number]): CommentRow {
  const { id, createdAt, editedAt, deletedAt, pinnedAt, heartedAt, ...same } = comment;
  return {
    ...same,
    commentId: id,
    author,
    createdAtMs: createdAt.getTime(),
    editedAtMs: editedAt?.getTime() ?? null,
    isDeleted: deletedAt !== null,
    pinnedAtMs: pinnedAt?.getTime() ?? null,
    isHearted: heartedAt !== null,
    byCreator: comment.authorId === ownerId,
  };
}

/** One that this very transaction has seen. */
export async function written(tx: Transaction, commentId: string): Promise<CommentRow> {
  const comment = await readComment(tx, commentId);
  if (!comment) throw new Error(`comment ${commentId} is gone within its transaction`);
  return comment;
}
