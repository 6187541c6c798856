import type { FC } from 'hono/jsx';
import type { Playlist, PlaylistItem, PlaylistItems } from '../../../shared/contracts/playlists.ts';
import { useSay } from '../visit.ts';
import { LibraryFrame, LibraryRow, More, RowAction } from './frame.tsx';
import { VisibilityField } from './playlists.tsx';

export type PlaylistProps = {
  /** The address of this page. */
  path: string;
  playlist: Playlist;
  list: PlaylistItems;
  /** These are its first items. */
  isFirstPage: boolean;
  isOwn: boolean;
  posters: ReadonlyMap<string, string>;
  nowMs: number;
  problem: string | null;
  nonce: string;
};

export const PlaylistPage: FC<PlaylistProps> = ({ path, playlist, list: { items, next_cursor }, isOwn, ...page }) => {
  const say = useSay();
  const watch = ({ item_id, video }: PlaylistItem) =>
    `/watch/${video?.video_id}?list=${playlist.playlist_id}&item=${item_id}`;
  const first = items.find(({ video }) => video !== null);
  return (
    <LibraryFrame title={playlist.title} problem={page.problem} nonce={page.nonce}>
      <p class="quiet">
        <bdi>{playlist.owner.display_name || `@${playlist.owner.username}`}</bdi>
        {` · ${say('library.videos', { count: playlist.item_count })} · ${say(`library.${playlist.visibility}`)}`}
      </p>
      {playlist.description ? (
        <p class="description-text" dir="auto">
          {playlist.description}
        </p>
      ) : null}
      {first ? (
        <p class="library-tools">
          <a class="button" href={`${watch(first)}&autoplay=`}>
            {say('library.play_all')}
          </a>
        </p>
      ) : (
        <p class="library-tools">{say('library.playlist_empty')}</p>
      )}
      {isOwn && playlist.kind === 'own' ? <Edit path={path} playlist={playlist} /> : null}
      <ol class="library-list">
        {items.map((item, at) => (
          <LibraryRow
            video={item.video}
            poster={item.video ? page.posters.get(item.video.video_id) : undefined}
            href={watch(item)}
            nowMs={page.nowMs}
          >
            {isOwn ? <Tools path={path} items={items} at={at} isFirstPage={page.isFirstPage} /> : null}
          </LibraryRow>
        ))}
      </ol>
      <More path={path} cursor={next_cursor} />
    </LibraryFrame>
  );
};

const Tools: FC<{ path: string; items: readonly PlaylistItem[]; at: number; isFirstPage: boolean }> = (props) => {
  const say = useSay();
  const { path, items, at, isFirstPage } = props;
  const { item_id = '', video } = items[at] ?? {};
  const title = video?.title ?? say('library.this_video');
  const [before, next] = [items[at - 2], items[at + 1]];
  return (
    <>
      <RowAction
        action={`${path}/move`}
        fields={{ item_id, after_item_id: before?.item_id ?? '' }}
        icon="up"
        label={say('library.move_up', { title })}
        disabled={at === 0 || (before === undefined && !isFirstPage)}
      />
      <RowAction
        action={`${path}/move`}
        fields={{ item_id, after_item_id: next?.item_id ?? '' }}
        icon="down"
        label={say('library.move_down', { title })}
        disabled={next === undefined}
      />
      <RowAction
        action={`${path}/remove`}
        fields={{ item_id }}
        icon="close"
        label={say('library.take_out', { title })}
      />
    </>
  );
};

const Edit: FC<{ path: string; playlist: Playlist }> = ({ path, playlist }) => {
  const say = useSay();
  return (
    <details>
      <summary>{say('library.edit')}</summary>
      <form method="post" action={path} data-quiet>
        <div class="field-row">
          <label>
            {say('library.title')}
            <input name="title" required maxlength={150} value={playlist.title} autocomplete="off" />
          </label>
          <VisibilityField value={playlist.visibility} />
          <label>
            {say('library.description')}
            <textarea name="description" rows={2} maxlength={5_000}>
              {playlist.description}
            </textarea>
          </label>
          <button type="submit" class="button">
            {say('common.save')}
          </button>
        </div>
      </form>
      <form method="post" action={`${path}/delete`} data-asks={say('library.ask_delete')}>
        <p class="library-tools">
          <button type="submit" class="pill">
            {say('library.delete_playlist')}
          </button>
        </p>
      </form>
    </details>
  );
};
