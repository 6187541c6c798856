import type { FC } from 'hono/jsx';
import { visibilities } from '../../../shared/contracts/video-words.ts';
import { useSay } from '../visit.ts';

/** What the script makes a row of for each file. */
export const UploadRowTemplate: FC = () => {
  const say = useSay();
  return (
    <template id="upload-row">
      <li class="upload">
        <div class="upload-details">
          <label>
            <span>{say('upload.title')}</span>
            <input type="text" data-title maxlength={200} dir="auto" />
          </label>
          <label>
            <span>{say('upload.who_may_see')}</span>
            <select data-visibility>
              {visibilities.map((each) => (
                <option value={each}>{say(`upload.${each}`)}</option>
              ))}
            </select>
          </label>
        </div>
        <p class="upload-name quiet">
          <bdi data-name /> · <bdi data-size />
          <span class="upload-saved" data-saved role="status" />
        </p>
        <progress max={1} value={0} data-progress />
        <p class="upload-state" data-state />
        <p class="upload-problem" data-problem role="alert" hidden />
        <ul class="upload-rungs" data-rungs aria-label={say('upload.rungs')} hidden />
        <div class="upload-buttons">
          <a class="button" href="/watch/" data-watch hidden>
            {say('upload.watch_now')}
          </a>
          <a class="pill" href="/studio/videos/" data-edit hidden>
            {say('upload.edit')}
          </a>
          <button type="button" class="pill" data-do="pause" hidden>
            {say('upload.pause')}
          </button>
          <button type="button" class="pill" data-do="resume" hidden>
            {say('upload.resume')}
          </button>
          <button type="button" class="pill" data-do="retry" hidden>
            {say('upload.retry')}
          </button>
          <button type="button" class="pill" data-do="cancel">
            {say('upload.cancel')}
          </button>
          <button type="button" class="pill" data-do="remove" hidden>
            {say('upload.remove')}
          </button>
        </div>
      </li>
    </template>
  );
};
