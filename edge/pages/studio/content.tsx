import type { FC } from 'hono/jsx';
import type { Playlist } from '../../../shared/contracts/playlists.ts';
import type { OwnVideos } from '../../../shared/contracts/studio.ts';
import { useSay } from '../visit.ts';
import { type ChannelChoice, ContentFilters } from './content-filters.tsx';
import { ContentRow } from './content-row.tsx';
import { type ContentView, isFiltered, queryOf } from './content-view.ts';
import { StudioFrame } from './frame.tsx';
import { CHANGE_PATH, CONTENT_PATH, UPLOAD_PATH } from './paths.ts';
import { WithChosen } from './with-chosen.tsx';

export type ContentProps = {
  list: OwnVideos;
  view: ContentView;
  channels: readonly ChannelChoice[];
  playlists: readonly Playlist[];
  posters: ReadonlyMap<string, string>;
  problem: string | null;
  notice: string | null;
};

/** All of somebody's videos as a table, which is one form: what is chosen is changed by the buttons below it. */
export const ContentPage: FC<ContentProps> = ({ list, view, channels, playlists, posters, problem, notice }) => {
  const say = useSay();
  const isEmpty = list.videos.length === 0;
  return (
    <StudioFrame
      title={say('studio.content')}
      place="content"
      script="studio-content.js"
      areas={['encoding', 'studio']}
      {...{ problem, notice }}
    >
      {isEmpty && !isFiltered(view) && view.channelId === null ? (
        <EmptyContent />
      ) : (
        <>
          <ContentFilters view={view} channels={channels} />
          {isEmpty ? (
            <p class="studio-none">
              {say('studio.nothing_found')}{' '}
              <a class="in-text" href={CONTENT_PATH}>
                {say('studio.show_all')}
              </a>
            </p>
          ) : (
            <form method="post" action={CHANGE_PATH} id="content">
              <input type="hidden" name="back" value={`${CONTENT_PATH}${queryOf(view)}`} />
              <table class="content-table" aria-label={say('studio.table')}>
                <thead>
                  <tr>
                    <td>
                      <input
                        type="checkbox"
                        class="needs-script"
                        aria-label={say('studio.choose_all')}
                        data-choose-all
                      />
                    </td>
                    <th scope="col">{say('studio.column_video')}</th>
                    <th scope="col">{say('studio.visibility')}</th>
                    <th scope="col">{say('studio.state')}</th>
                    <th scope="col">{say('studio.column_date')}</th>
                    <th scope="col">{say('studio.column_views')}</th>
                    <th scope="col">{say('studio.column_comments')}</th>
                    <th scope="col">{say('studio.column_likes')}</th>
                  </tr>
                </thead>
                <tbody>
                  {list.videos.map((video) => (
                    <ContentRow video={video} poster={posters.get(video.video_id)} />
                  ))}
                </tbody>
              </table>
              <WithChosen playlists={playlists} />
            </form>
          )}
          <Pages view={view} next={list.next_cursor} />
        </>
      )}
    </StudioFrame>
  );
};

const EmptyContent: FC = () => {
  const say = useSay();
  return (
    <section class="notice">
      <h2>{say('studio.empty_title')}</h2>
      <p class="quiet">{say('studio.empty_text')}</p>
      <a class="button" href={UPLOAD_PATH}>
        {say('studio.empty_upload')}
      </a>
    </section>
  );
};

const Pages: FC<{ view: ContentView; next: string | null }> = ({ view, next }) => {
  const say = useSay();
  return view.cursor === null && next === null ? null : (
    <p class="studio-pages">
      {view.cursor === null ? null : (
        <a class="pill" href={`${CONTENT_PATH}${queryOf({ ...view, cursor: null })}`}>
          {say('studio.first_page')}
        </a>
      )}
      {next === null ? null : (
        <a class="pill" rel="next" href={`${CONTENT_PATH}${queryOf({ ...view, cursor: next })}`}>
          {say('studio.next_page')}
        </a>
      )}
    </p>
  );
};
