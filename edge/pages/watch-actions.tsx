import type { FC } from 'hono/jsx';
import { formatCount } from '../../shared/format.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { Icon, Thumb } from './icons.tsx';

/** What viewers do with a video. Without JavaScript the counts are there to read, and nothing that would not work. */
export const WatchActions: FC<{ video: EdgeVideo }> = ({ video: { videoId, likeCount, dislikeCount } }) => (
  <div class="actions" id="actions">
    <fieldset class="rating" id="rating" data-likes={likeCount} data-dislikes={dislikeCount}>
      <legend class="visually-hidden">Rating</legend>
      <button type="button" class="pill" data-rate="like" aria-pressed="false" disabled>
        <Thumb />
        <span class="visually-hidden">Like</span> <span data-count>{formatCount(likeCount)}</span>
      </button>
      <button type="button" class="pill" data-rate="dislike" aria-pressed="false" disabled>
        <Thumb down />
        <span class="visually-hidden">Dislike</span> <span data-count>{formatCount(dislikeCount)}</span>
      </button>
    </fieldset>
    <button type="button" class="pill needs-script" data-opens="share-dialog" disabled>
      <Icon name="share" />
      Share
    </button>
    <button type="button" class="pill needs-script" data-opens="save-dialog" data-needs="save" disabled>
      <Icon name="save" />
      Save
    </button>
    <button type="button" class="pill needs-script" data-opens="report-dialog" data-needs="report" disabled>
      <Icon name="flag" />
      Report
    </button>
    <p class="actions-said" id="actions-sign-in" hidden>
      <a class="in-text" href={`/account/sign-in?next=${encodeURIComponent(`/watch/${videoId}`)}`}>
        Sign in
      </a>{' '}
      to rate, save or report this video.
    </p>
    <p class="actions-said" id="actions-said" role="status" />
  </div>
);
