import type { Child, FC } from 'hono/jsx';
import { type ReportReason, reportReasons } from '../../shared/contracts/report-words.ts';
import { Icon } from './icons.tsx';

/** A dialog that a script opens; its buttons without a script close it. */
const Sheet: FC<{ id: string; title: string; children?: Child }> = ({ id, title, children }) => (
  <dialog class="sheet" id={id} aria-labelledby={`${id}-title`}>
    <div class="sheet-head">
      <h2 id={`${id}-title`}>{title}</h2>
      <button type="button" class="icon-button" data-closes aria-label="Close">
        <Icon name="close" />
      </button>
    </div>
    {children}
    <p class="sheet-said" role="status" data-said />
  </dialog>
);

/** The script fills in addresses, which origin knows. */
export const ShareDialog: FC<{ title: string }> = ({ title }) => (
  <Sheet id="share-dialog" title="Share">
    <ul class="share-platforms" data-platforms />
    <label for="share-link">Link</label>
    <div class="copy-row">
      <input id="share-link" readonly data-link />
      <button type="button" class="button" data-copies="link">
        Copy<span class="visually-hidden"> the link</span>
      </button>
    </div>
    <label class="check">
      <input type="checkbox" data-with-start /> Start at <span data-start>0:00</span>
    </label>
    <label for="share-embed">For a page of yours</label>
    <div class="copy-row">
      <textarea id="share-embed" readonly rows={3} data-embed data-title={title} />
      <button type="button" class="button" data-copies="embed">
        Copy<span class="visually-hidden"> the code</span>
      </button>
    </div>
  </Sheet>
);

export const SaveDialog: FC = () => (
  <Sheet id="save-dialog" title="Save to a playlist">
    <ul class="save-list" data-playlists />
    <form class="save-new" data-new-playlist>
      <label for="new-playlist">New playlist</label>
      <div class="copy-row">
        <input id="new-playlist" name="title" required maxlength={150} autocomplete="off" />
        <button type="submit" class="button">
          Make
        </button>
      </div>
    </form>
  </Sheet>
);

const reasonWords: Record<ReportReason, string> = {
  spam: 'Spam',
  harassment: 'Harassment or bullying',
  hate: 'Hate',
  sexual: 'Sexual content',
  violence: 'Violence',
  child_safety: 'Harm to children',
  dangerous: 'Dangerous acts',
  misleading: 'Misleading',
  copyright: 'Copyright',
  impersonation: 'Impersonation',
  other: 'Something else',
};

export const ReportDialog: FC = () => (
  <Sheet id="report-dialog" title="Report this video">
    <form data-report>
      <fieldset>
        <legend>What is wrong with it?</legend>
        {reportReasons.map((reason) => (
          <label class="check">
            <input type="radio" name="reason" value={reason} required /> {reasonWords[reason]}
          </label>
        ))}
      </fieldset>
      <label for="report-note">
        In your words <span class="quiet">(optional)</span>
      </label>
      <textarea id="report-note" name="note" rows={2} maxlength={500} />
      <div class="sheet-buttons">
        <button type="submit" class="button">
          Report
        </button>
      </div>
    </form>
  </Sheet>
);

/** Over the player when a video of a playlist has ended. */
export const PlayOn: FC = () => (
  <section class="play-on" id="play-on" aria-label="Next in the playlist" hidden>
    <p role="status">
      Next: <strong data-next-title />
    </p>
    <p aria-hidden="true">
      in <span data-seconds /> s
    </p>
    <div class="sheet-buttons">
      <button type="button" class="button" data-play-now>
        Play now
      </button>
      <button type="button" class="button button-quiet" data-cancel>
        Cancel
      </button>
    </div>
  </section>
);
