import type { FC } from 'hono/jsx';
import type { EdgeVideo } from '../metadata/store.ts';
import { Icon, Thumb } from './icons.tsx';
import { useFormats, useSay, useSayParts } from './visit.ts';

/** What viewers do with a video. Without JavaScript the counts are there to read, and nothing that would not work. */
export const WatchActions: FC<{ video: EdgeVideo }> = ({ video: { videoId, likeCount, dislikeCount } }) => {
  const say = useSay();
  const sayParts = useSayParts();
  const { compact } = useFormats();
  return (
    <div class="actions" id="actions">
      <fieldset class="rating" id="rating" data-likes={likeCount} data-dislikes={dislikeCount}>
        <legend class="visually-hidden">{say('watch.rating')}</legend>
        <button type="button" class="pill" data-rate="like" aria-pressed="false" disabled>
          <Thumb />
          <span class="visually-hidden">{say('watch.like')}</span> <span data-count>{compact(likeCount)}</span>
        </button>
        <button type="button" class="pill" data-rate="dislike" aria-pressed="false" disabled>
          <Thumb down />
          <span class="visually-hidden">{say('watch.dislike')}</span> <span data-count>{compact(dislikeCount)}</span>
        </button>
      </fieldset>
      <button type="button" class="pill needs-script" data-opens="share-dialog" disabled>
        <Icon name="share" />
        {say('watch.share')}
      </button>
      <button type="button" class="pill needs-script" data-opens="save-dialog" data-needs="save" disabled>
        <Icon name="save" />
        {say('watch.save')}
      </button>
      <button type="button" class="pill needs-script" data-opens="report-dialog" data-needs="report" disabled>
        <Icon name="flag" />
        {say('watch.report')}
      </button>
      <p class="actions-said" id="actions-sign-in" hidden>
        {sayParts('watch.sign_in_to_act', { link: <SignInLink videoId={videoId} /> })}
      </p>
      <p class="actions-said" id="actions-said" role="status" />
    </div>
  );
};

/** To the sign-in page, and back to the video. */
export const SignInLink: FC<{ videoId: string }> = ({ videoId }) => (
  <a class="in-text" href={`/account/sign-in?next=${encodeURIComponent(`/watch/${videoId}`)}`}>
    {useSay()('common.sign_in')}
  </a>
);
