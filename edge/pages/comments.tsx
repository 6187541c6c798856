import type { FC } from 'hono/jsx';
import { COMMENT_LINK_REL, commentSegments } from '../../shared/comments/comment-segments.ts';
import { MAX_COMMENT_CHARACTERS } from '../../shared/contracts/comment-words.ts';
import type { Comment, CommentSort, Comments } from '../../shared/contracts/comments.ts';
import { formatAge } from './format.ts';
import { Thumb } from './icons.tsx';
import { Avatar } from './video-card.tsx';

export type CommentsProps = {
  videoId: string;
  ownerId: string;
  /** Null while no database can be asked. */
  talk: Comments | null;
  sort: CommentSort;
  /** The request came with a session cookie. */
  signedIn: boolean;
  nowMs: number;
};

const sortWords: Record<CommentSort, string> = { top: 'Top', newest: 'Newest', oldest: 'Oldest' };

/**
 * The first page of the thread, readable without JavaScript. The script finds its places by `data-` names, and the markup
 * of a comment in the <template>.
 */
export const CommentSection: FC<CommentsProps> = ({ videoId, ownerId, talk, sort, signedIn, nowMs }) => {
  if (!talk)
    return (
      <section class="comments">
        <p class="quiet">Comments cannot be shown right now.</p>
      </section>
    );
  if (talk.policy === 'off')
    return (
      <section class="comments">
        <p class="quiet">Comments are turned off.</p>
      </section>
    );
  const link = (to: CommentSort, cursor?: string) =>
    `?comments=${to}${cursor === undefined ? '' : `&after=${cursor}`}#comments`;
  return (
    <section
      class="comments"
      id="comments"
      aria-labelledby="comments-title"
      data-video-id={videoId}
      data-owner-id={ownerId}
      data-policy={talk.policy}
      data-sort={sort}
      data-next={talk.next_cursor}
      data-signed-in={signedIn ? '' : undefined}
    >
      <div class="comments-head">
        <h2 class="section-title" id="comments-title">
          <span data-total>{talk.total_count}</span>{' '}
          <span data-noun>{talk.total_count === 1 ? 'comment' : 'comments'}</span>
        </h2>
        <nav aria-label="Order of comments">
          {Object.entries(sortWords).map(([to, words]) => (
            <a
              href={link(to as CommentSort)} // the keys are those of `sortWords`
              data-sort-by={to}
              aria-current={to === sort ? 'true' : undefined}
              rel="nofollow"
            >
              {words}
            </a>
          ))}
        </nav>
      </div>
      <form class="comment-form comment-tool" id="comment-form" hidden>
        <textarea
          name="content"
          rows={2}
          required
          maxlength={MAX_COMMENT_CHARACTERS}
          aria-label="Your comment"
          placeholder={talk.policy === 'held' ? 'Say something; it is shown once it is approved' : 'Say something'}
          dir="auto"
        />
        <p class="comment-problem" role="alert" hidden />
        <div class="comment-buttons">
          <button type="button" class="plain" data-action="cancel" hidden>
            Cancel
          </button>
          <button type="submit" class="button">
            Comment
          </button>
        </div>
      </form>
      <p class="quiet comment-tool" id="comments-sign-in" hidden={signedIn}>
        <a class="in-text" href={`/account/sign-in?next=${encodeURIComponent(`/watch/${videoId}`)}`}>
          Sign in
        </a>{' '}
        to comment and vote.
      </p>
      <button type="button" class="button comments-new" id="comments-new" hidden />
      <p class="visually-hidden" id="comments-status" role="status" />
      <ol class="comment-list" id="comment-list">
        {talk.comments.map((comment) => (
          <CommentItem comment={comment} nowMs={nowMs} />
        ))}
      </ol>
      {talk.comments.length === 0 ? <p class="quiet comments-none">Nobody has said anything yet.</p> : null}
      <p class="comments-more">
        <a
          class="button button-quiet"
          id="comments-more"
          rel="nofollow"
          href={link(sort, talk.next_cursor ?? undefined)}
          hidden={talk.next_cursor === null}
        >
          More comments
        </a>
      </p>
      <template id="comment-template">
        <CommentItem comment={null} nowMs={nowMs} />
      </template>
    </section>
  );
};

/** One comment with its replies; `null` for the empty form that the script fills in. */
const CommentItem: FC<{ comment: Comment | null; nowMs: number }> = ({ comment, nowMs }) => {
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
            <span class="comment-name" data-name>
              {isTombstone ? '' : `@${username}`}
            </span>
            <span class="tag" data-creator hidden={!comment?.by_creator}>
              Creator
            </span>
            <span class="tag" data-pinned hidden={!comment?.pinned}>
              Pinned
            </span>
            <time class="quiet" data-time datetime={comment?.created_at}>
              {comment ? formatAge(Date.parse(comment.created_at), nowMs) : ''}
            </time>
            <span class="quiet" data-edited hidden={!comment?.edited_at}>
              (edited)
            </span>
            <span class="tag tag-warning" data-state hidden={!comment || comment.state === 'approved'} />
          </p>
          <p class="comment-text" data-text dir="auto">
            {isTombstone ? 'This comment was deleted.' : <CommentText content={comment?.content ?? ''} />}
          </p>
          <p class="comment-actions" data-actions hidden={isTombstone}>
            <button type="button" class="plain comment-tool" data-action="like" aria-pressed="false" aria-label="Like">
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
              aria-label="Dislike"
            >
              <Thumb down />
            </button>
            <span class="heart" data-hearted hidden={!comment?.hearted} role="img" aria-label="The creator likes this">
              ♥
            </span>
            {(['reply', 'edit', 'delete', 'pin', 'heart'] as const).map((action) => (
              <button type="button" class="plain comment-tool" data-action={action} hidden>
                {{ reply: 'Reply', edit: 'Edit', delete: 'Delete', pin: 'Pin', heart: 'Heart' }[action]}
              </button>
            ))}
          </p>
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
        {hasMore ? `${comment.reply_count - comment.replies.length} more replies` : 'More replies'}
      </button>
    </li>
  );
};

const CommentText: FC<{ content: string }> = ({ content }) => (
  <>
    {commentSegments(content).map((segment) => {
      if (segment.kind === 'time')
        return (
          <a class="in-text" href={`?t=${segment.positionSec}`} data-position-sec={segment.positionSec}>
            {segment.text}
          </a>
        );
      if (segment.kind === 'link')
        return (
          <a class="in-text" href={segment.href} rel={COMMENT_LINK_REL} target="_blank">
            {segment.text}
          </a>
        );
      return segment.kind === 'mention' ? <b>{segment.text}</b> : segment.text;
    })}
  </>
);
