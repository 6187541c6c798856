import type { FC } from 'hono/jsx';
import type { Playlist } from '../../../shared/contracts/playlists.ts';
import { visibilities } from '../../../shared/contracts/video-words.ts';
import { useSay } from '../visit.ts';
import { Choice } from './content-filters.tsx';

/** What can be done with the chosen videos. Each button says which of the form's fields count. */
export const WithChosen: FC<{ playlists: readonly Playlist[] }> = ({ playlists }) => {
  const say = useSay();
  return (
    <fieldset class="with-chosen" id="with-chosen">
      <legend>{say('studio.with_chosen')}</legend>
      <output class="needs-script" data-chosen />
      <div class="studio-fields">
        <Choice
          name="visibility"
          label={say('studio.new_visibility')}
          options={visibilities.map((each) => ({ value: each, words: say(`studio.${each}`) }))}
        />
        <button type="submit" class="pill" name="action" value="set_visibility">
          {say('studio.set_visibility')}
        </button>
      </div>
      {playlists.length === 0 ? null : (
        <div class="studio-fields">
          <Choice
            name="playlist_id"
            label={say('studio.playlist')}
            options={playlists.map(({ playlist_id, title }) => ({ value: playlist_id, words: title }))}
          />
          <button type="submit" class="pill" name="action" value="add_to_playlist">
            {say('studio.add_to_playlist')}
          </button>
        </div>
      )}
      <button type="submit" class="pill pill-danger" name="action" value="delete">
        {say('studio.delete')}
      </button>
    </fieldset>
  );
};
