import type { FC } from 'hono/jsx';
import type { Playlists } from '../../../shared/contracts/playlists.ts';
import type { Visibility } from '../../../shared/contracts/videos.ts';
import { LibraryFrame, More } from './frame.tsx';

export type PlaylistsProps = {
  list: Playlists;
  posters: ReadonlyMap<string, string>;
  problem: string | null;
  nonce: string;
};

export const PLAYLISTS_PATH = '/account/playlists';
export const visibilityWords: Record<Visibility, string> = {
  public: 'Public',
  unlisted: 'Unlisted',
  private: 'Private',
};

export const PlaylistsPage: FC<PlaylistsProps> = ({ list: { playlists, next_cursor }, posters, problem, nonce }) => (
  <LibraryFrame title="Playlists" problem={problem} nonce={nonce}>
    <form method="post" action={PLAYLISTS_PATH} class="library-tools">
      <div class="field-row">
        <label>
          New playlist
          <input name="title" required maxlength={150} autocomplete="off" />
        </label>
        <VisibilityField value="private" />
        <button type="submit" class="button">
          Make
        </button>
      </div>
    </form>
    {playlists.length === 0 ? (
      <p>No playlists yet. Make one above, or press Save below a video.</p>
    ) : (
      <ul class="library-list">
        {playlists.map(({ playlist_id, title, cover, item_count, visibility }) => (
          <li>
            <article class="card card-compact">
              <div class="thumb">
                {cover && posters.has(cover.video_id) ? (
                  <img src={posters.get(cover.video_id)} alt="" width="640" height="360" loading="lazy" />
                ) : null}
              </div>
              <div class="card-body">
                <div class="card-text">
                  <h3>
                    <a href={`/playlist/${playlist_id}`}>{title}</a>
                  </h3>
                  <p>
                    {itemWords(item_count)} · {visibilityWords[visibility]}
                  </p>
                </div>
              </div>
            </article>
          </li>
        ))}
      </ul>
    )}
    <More path={PLAYLISTS_PATH} cursor={next_cursor} />
  </LibraryFrame>
);

export const itemWords = (count: number): string => `${count} video${count === 1 ? '' : 's'}`;

export const VisibilityField: FC<{ value: Visibility }> = ({ value }) => (
  <label>
    Who may see it
    <select name="visibility">
      {Object.entries(visibilityWords).map(([each, words]) => (
        <option value={each} selected={each === value}>
          {words}
        </option>
      ))}
    </select>
  </label>
);
