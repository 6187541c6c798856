import type { FC } from 'hono/jsx';
import type { Comment } from '../../shared/contracts/comments.ts';
import { Thumb } from './icons.tsx';
import { LinkedText } from './linked-text.tsx';
import { Avatar } from './video-card.tsx';
import { useFormats, useSay } from './visit.ts';

/** One comment with its replies; `null` for the empty form that the script fills in. */
export const CommentItem: FC<{ comment: Comment | null; nowMs: number }> = ({ comment, nowMs }) => {
  const say = useSay();
  const { age } = useFormats();
  const isTombstone = comment !== null && comment.content === null;
  const { username = '', name = '' } = comment?.author ?? {};
  const hasMore = comment !== null && comment.more_replies_cursor !== null;
  return (
    <li
      class={isTombstone ? 'comment tombstone' : 'comment'}
      id={comment ? `comment-${comment.comment_id}` : undefined}
      data-comment-id={comment?.comment_id}
    >
      <article>
        <Avatar name={isTombstone ? '–' : name} handle={username} />
        <div class="comment-body">
          <p class="comment-head">
            <bdi class="comment-name" data-name>
              {isTombstone ? '' : `@${username}`}
            </bdi>
            <span class="tag" data-creator hidden={!comment?.by_creator}>
              {say('comments.creator')}
            </span>
            <span class="tag" data-pinned hidden={!comment?.pinned}>
              {say('comments.pinned')}
            </span>
            <time class="quiet" data-time datetime={comment?.created_at}>
              {comment ? age(Date.parse(comment.created_at), nowMs) : ''}
            </time>
            <span class="quiet" data-edited hidden={!comment?.edited_at}>
              {say('comments.edited')}
            </span>
            <span class="tag tag-warning" data-state hidden={!comment || comment.state === 'approved'} />
          </p>
          <p class="comment-text" data-text dir="auto">
            {isTombstone ? say('comments.deleted') : <LinkedText text={comment?.content ?? ''} />}
          </p>
          <CommentActions comment={comment} isHidden={isTombstone} />
        </div>
      </article>
      <ol class="replies" data-replies>
        {comment?.replies.map((reply) => (
          <CommentItem comment={reply} nowMs={nowMs} />
        ))}
      </ol>
      <button
        type="button"
        class="plain comment-tool more-replies"
        data-action="more-replies"
        data-cursor={comment?.more_replies_cursor}
        hidden={!hasMore}
      >
        {hasMore
          ? say('comments.more_replies', { count: comment.reply_count - comment.replies.length })
          : say('comments.some_replies')}
      </button>
    </li>
  );
};

const CommentActions: FC<{ comment: Comment | null; isHidden: boolean }> = ({ comment, isHidden }) => {
  const say = useSay();
  return (
    <p class="comment-actions" data-actions hidden={isHidden}>
      <button
        type="button"
        class="plain comment-tool"
        data-action="like"
        aria-pressed="false"
        aria-label={say('comments.like')}
      >
        <Thumb />
      </button>
      <span class="comment-likes" data-likes>
        {comment?.like_count ? comment.like_count : ''}
      </span>
      <button
        type="button"
        class="plain comment-tool"
        data-action="dislike"
        aria-pressed="false"
        aria-label={say('comments.dislike')}
      >
        <Thumb down />
      </button>
      <span class="heart" data-hearted hidden={!comment?.hearted} role="img" aria-label={say('comments.creator_likes')}>
        ♥
      </span>
      {(['reply', 'edit', 'delete', 'pin', 'heart'] as const).map((action) => (
        <button type="button" class="plain comment-tool" data-action={action} hidden>
          {say(`comments.${action}`)}
        </button>
      ))}
    </p>
  );
};
