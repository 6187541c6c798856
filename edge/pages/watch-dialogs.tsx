import type { Child, FC } from 'hono/jsx';
import { reportReasons } from '../../shared/contracts/report-words.ts';
import { Icon } from './icons.tsx';
import { useSay, useSayParts } from './visit.ts';

/** A dialog that a script opens; its buttons without a script close it. */
export const Sheet: FC<{ id: string; title: string; children?: Child }> = ({ id, title, children }) => (
  <dialog class="sheet" id={id} aria-labelledby={`${id}-title`}>
    <div class="sheet-head">
      <h2 id={`${id}-title`}>{title}</h2>
      <button type="button" class="icon-button" data-closes aria-label={useSay()('common.close')}>
        <Icon name="close" />
      </button>
    </div>
    {children}
    <p class="sheet-said" role="status" data-said />
  </dialog>
);

/** The script fills in addresses, which origin knows. */
export const ShareDialog: FC<{ title: string }> = ({ title }) => {
  const say = useSay();
  const sayParts = useSayParts();
  return (
    <Sheet id="share-dialog" title={say('watch.share')}>
      <ul class="share-platforms" data-platforms />
      <label for="share-link">{say('watch.link')}</label>
      <div class="copy-row">
        <input id="share-link" dir="ltr" readonly data-link />
        <button type="button" class="button" data-copies="link" aria-label={say('watch.copy_link')}>
          {say('watch.copy')}
        </button>
      </div>
      <label class="check">
        <input type="checkbox" data-with-start />{' '}
        <span>{sayParts('watch.start_at', { time: <span data-start>0:00</span> })}</span>
      </label>
      <label for="share-embed">{say('watch.embed_code')}</label>
      <div class="copy-row">
        <textarea id="share-embed" dir="ltr" readonly rows={3} data-embed data-title={title} />
        <button type="button" class="button" data-copies="embed" aria-label={say('watch.copy_code')}>
          {say('watch.copy')}
        </button>
      </div>
    </Sheet>
  );
};

export const SaveDialog: FC = () => {
  const say = useSay();
  return (
    <Sheet id="save-dialog" title={say('watch.save_title')}>
      <ul class="save-list" data-playlists />
      <form class="save-new" data-new-playlist>
        <label for="new-playlist">{say('watch.new_playlist')}</label>
        <div class="copy-row">
          <input id="new-playlist" name="title" required maxlength={150} autocomplete="off" dir="auto" />
          <button type="submit" class="button">
            {say('watch.make')}
          </button>
        </div>
      </form>
    </Sheet>
  );
};

export const ReportDialog: FC = () => {
  const say = useSay();
  const sayParts = useSayParts();
  return (
    <Sheet id="report-dialog" title={say('watch.report_title')}>
      <form data-report>
        <fieldset>
          <legend>{say('watch.report_question')}</legend>
          {reportReasons.map((reason) => (
            <label class="check">
              <input type="radio" name="reason" value={reason} required /> {say(`watch.reason_${reason}`)}
            </label>
          ))}
        </fieldset>
        <label for="report-note">
          {sayParts('watch.report_note', { optional: <span class="quiet">{say('common.optional')}</span> })}
        </label>
        <textarea id="report-note" name="note" rows={2} maxlength={500} dir="auto" />
        <div class="sheet-buttons">
          <button type="submit" class="button">
            {say('watch.report')}
          </button>
        </div>
      </form>
    </Sheet>
  );
};

/** Over the player when a video has ended and another one follows. */
export const PlayOn: FC = () => {
  const say = useSay();
  const sayParts = useSayParts();
  return (
    <section class="play-on" id="play-on" aria-label={say('watch.next_in_playlist')} hidden>
      <p role="status">{sayParts('watch.next_is', { title: <strong dir="auto" data-next-title /> })}</p>
      <p aria-hidden="true">{sayParts('watch.next_in', { seconds: <span data-seconds /> })}</p>
      <div class="sheet-buttons">
        <button type="button" class="button" data-play-now>
          {say('watch.play_now')}
        </button>
        <button type="button" class="button button-quiet" data-cancel>
          {say('common.cancel')}
        </button>
      </div>
    </section>
  );
};
