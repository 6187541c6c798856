import type { FC } from 'hono/jsx';
import { MAX_COMMENT_CHARACTERS } from '../../shared/contracts/comment-words.ts';
import type { CommentSort, Comments } from '../../shared/contracts/comments.ts';
import { CommentItem } from './comment-item.tsx';
import { useSay, useSayParts } from './visit.ts';
import { SignInLink } from './watch-actions.tsx';

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

const sorts = ['top', 'newest', 'oldest'] as const satisfies readonly CommentSort[];

/**
 * The first page of the thread, readable without JavaScript. The script finds its places by `data-` names, and the markup
 * of a comment in the <template>.
 */
export const CommentSection: FC<CommentsProps> = ({ talk, ...more }) =>
  talk === null || talk.policy === 'off' ? <NoThread isOff={talk !== null} /> : <Thread talk={talk} {...more} />;

const NoThread: FC<{ isOff: boolean }> = ({ isOff }) => (
  <section class="comments">
    <p class="quiet">{useSay()(isOff ? 'comments.off' : 'comments.unreadable')}</p>
  </section>
);

const Thread: FC<CommentsProps & { talk: Comments }> = ({ videoId, ownerId, talk, sort, signedIn, nowMs }) => {
  const say = useSay();
  const sayParts = useSayParts();
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
          {say('comments.count', { count: talk.total_count })}
        </h2>
        <nav aria-label={say('comments.order')}>
          {sorts.map((to) => (
            <a href={link(to)} data-sort-by={to} aria-current={to === sort ? 'true' : undefined} rel="nofollow">
              {say(`comments.${to}`)}
            </a>
          ))}
        </nav>
      </div>
      <CommentForm isHeld={talk.policy === 'held'} />
      <p class="quiet comment-tool" id="comments-sign-in" hidden={signedIn}>
        {sayParts('comments.sign_in', { link: <SignInLink videoId={videoId} /> })}
      </p>
      <button type="button" class="button comments-new" id="comments-new" hidden />
      <p class="visually-hidden" id="comments-status" role="status" />
      <ol class="comment-list" id="comment-list">
        {talk.comments.map((comment) => (
          <CommentItem comment={comment} nowMs={nowMs} />
        ))}
      </ol>
      {talk.comments.length === 0 ? <p class="quiet comments-none">{say('comments.none')}</p> : null}
      <p class="comments-more">
        <a
          class="button button-quiet"
          id="comments-more"
          rel="nofollow"
          href={link(sort, talk.next_cursor ?? undefined)}
          hidden={talk.next_cursor === null}
        >
          {say('comments.more')}
        </a>
      </p>
      <template id="comment-template">
        <CommentItem comment={null} nowMs={nowMs} />
      </template>
    </section>
  );
};

const CommentForm: FC<{ isHeld: boolean }> = ({ isHeld }) => {
  const say = useSay();
  return (
    <form class="comment-form comment-tool" id="comment-form" hidden>
      <textarea
        name="content"
        rows={2}
        required
        maxlength={MAX_COMMENT_CHARACTERS}
        aria-label={say('comments.yours')}
        placeholder={say(isHeld ? 'comments.say_something_held' : 'comments.say_something')}
        dir="auto"
      />
      <p class="comment-problem" role="alert" hidden />
      <div class="comment-buttons">
        <button type="button" class="plain" data-action="cancel" hidden>
          {say('common.cancel')}
        </button>
        <button type="submit" class="button">
          {say('comments.comment')}
        </button>
      </div>
    </form>
  );
};
