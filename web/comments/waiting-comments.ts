import type { CommentFacts } from '../../shared/contracts/comments.ts';

/** Others' new comments that wait above the list, the oldest first, until a reader lets them in. */
export class WaitingComments {
  #comments: CommentFacts[] = [];

  get count(): number {
    return this.#comments.length;
  }

  find(commentId: string): CommentFacts | undefined {
    return this.#comments.find(({ comment_id }) => comment_id === commentId);
  }

  /** Once, however often it is told of. */
  add(comment: CommentFacts): void {
    this.remove(comment.comment_id);
    this.#comments.push(comment);
    this.#comments.sort((one, other) => one.created_at.localeCompare(other.created_at));
  }

  /** Says `comment` in the place of what was said, if it waits. */
  change(comment: CommentFacts): void {
    if (this.find(comment.comment_id)) this.add(comment);
  }

  remove(commentId: string): void {
    this.#comments = this.#comments.filter(({ comment_id }) => comment_id !== commentId);
  }

  /** Lets them all in, the oldest first. */
  take(): CommentFacts[] {
    const taken = this.#comments;
    this.#comments = [];
    return taken;
  }

  /**
   * What is left to be shown at once of a list that was read. Of what nobody knew, that waits which is newer than
   * `since`, when something was last shown from the newest on, or than the first that waits: it belongs above it.
   */
  hold<T extends CommentFacts>(
    read: readonly T[],
    { since, isKnown }: { since: string | null; isKnown: (comment: T) => boolean },
  ): T[] {
    const times = [since, this.#comments[0]?.created_at].filter((time) => typeof time === 'string');
    const [from] = times.sort();
    return read.filter((comment) => {
      const isNew = from !== undefined && comment.created_at >= from && !isKnown(comment);
      if (isNew || this.find(comment.comment_id)) this.add(comment);
      return !this.find(comment.comment_id);
    });
  }
}
