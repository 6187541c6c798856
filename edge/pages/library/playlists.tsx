import type { FC } from 'hono/jsx';
import type { Playlists } from '../../../shared/contracts/playlists.ts';
import type { Visibility } from '../../../shared/contracts/videos.ts';
import { SmallPoster } from '../poster-image.tsx';
import { useSay } from '../visit.ts';
import { LibraryFrame, More } from './frame.tsx';

export type PlaylistsProps = {
  list: Playlists;
  posters: ReadonlyMap<string, string>;
  problem: string | null;
  nonce: string;
};

export const PLAYLISTS_PATH = '/account/playlists';
const visibilities = ['public', 'unlisted', 'private'] as const satisfies readonly Visibility[];

export const PlaylistsPage: FC<PlaylistsProps> = ({ list: { playlists, next_cursor }, posters, problem, nonce }) => {
  const say = useSay();
  return (
    <LibraryFrame title={say('library.playlists')} problem={problem} nonce={nonce}>
      <form method="post" action={PLAYLISTS_PATH} class="library-tools">
        <div class="field-row">
          <label>
            {say('library.new_playlist')}
            <input name="title" required maxlength={150} autocomplete="off" />
          </label>
          <VisibilityField value="private" />
          <button type="submit" class="button">
            {say('library.make')}
          </button>
        </div>
      </form>
      {playlists.length === 0 ? (
        <p>{say('library.no_playlists')}</p>
      ) : (
        <ul class="library-list">
          {playlists.map(({ playlist_id, title, cover, item_count, visibility }) => (
            <li>
              <article class="card card-compact">
                <div class="thumb">
                  <Cover poster={posters.get(cover?.video_id ?? '')} />
                </div>
                <div class="card-body">
                  <div class="card-text">
                    <h3>
                      <a href={`/playlist/${playlist_id}`}>
                        <bdi>{title}</bdi>
                      </a>
                    </h3>
                    <p>
                      {say('library.videos', { count: item_count })} · {say(`library.${visibility}`)}
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
};

export const VisibilityField: FC<{ value: Visibility }> = ({ value }) => {
  const say = useSay();
  return (
    <label>
      {say('library.visibility')}
      <select name="visibility">
        {visibilities.map((each) => (
          <option value={each} selected={each === value}>
            {say(`library.${each}`)}
          </option>
        ))}
      </select>
    </label>
  );
};

const Cover: FC<{ poster: string | undefined }> = ({ poster }) =>
  poster === undefined ? null : <SmallPoster poster={poster} />;
