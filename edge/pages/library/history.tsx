import type { FC } from 'hono/jsx';
import type { HistoryPage as HistoryList } from '../../../shared/contracts/history.ts';
import { useSay, useSayParts } from '../visit.ts';
import { LibraryFrame, LibraryRow, More, RowAction } from './frame.tsx';

export type HistoryProps = {
  list: HistoryList;
  paused: boolean;
  posters: ReadonlyMap<string, string>;
  nowMs: number;
  problem: string | null;
  nonce: string;
};

export const HISTORY_PATH = '/account/history';

export const HistoryPage: FC<HistoryProps> = ({ list: { history, next_cursor }, paused, posters, ...page }) => {
  const say = useSay();
  const sayParts = useSayParts();
  return (
    <LibraryFrame title={say('library.history')} problem={page.problem} nonce={page.nonce}>
      <p class="quiet" role="status">
        {say(paused ? 'library.history_paused' : 'library.history_on')}
      </p>
      <div class="library-tools">
        <form method="post" action={`${HISTORY_PATH}/pause`} data-quiet>
          <input type="hidden" name="paused" value={String(!paused)} />
          <button type="submit" class="pill">
            {say(paused ? 'library.unpause' : 'library.pause')}
          </button>
        </form>
        {history.length === 0 ? null : (
          <form method="post" action={`${HISTORY_PATH}/clear`} data-quiet data-asks={say('library.ask_forget_all')}>
            <button type="submit" class="pill">
              {say('library.forget_all')}
            </button>
          </form>
        )}
      </div>
      {history.length === 0 ? (
        <p>
          {sayParts('library.history_empty', {
            link: (
              <a class="in-text" href="/">
                {say('library.find_something')}
              </a>
            ),
          })}
        </p>
      ) : (
        <ul class="library-list">
          {history.map(({ video_id, video, position_sec }) => (
            <LibraryRow
              video={video}
              poster={posters.get(video_id)}
              href={`/watch/${video_id}`}
              nowMs={page.nowMs}
              watchedShare={video?.duration_sec ? Math.min(1, position_sec / video.duration_sec) : undefined}
            >
              <RowAction
                action={`${HISTORY_PATH}/remove`}
                fields={{ video_id }}
                icon="close"
                label={say('library.forget', { title: video?.title ?? say('library.this_video') })}
              />
            </LibraryRow>
          ))}
        </ul>
      )}
      <More path={HISTORY_PATH} cursor={next_cursor} />
    </LibraryFrame>
  );
};
