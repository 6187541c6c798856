import type { FC } from 'hono/jsx';
import type { HistoryPage as HistoryList } from '../../../shared/contracts/history.ts';
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

export const HistoryPage: FC<HistoryProps> = ({ list: { history, next_cursor }, paused, posters, ...page }) => (
  <LibraryFrame title="History" problem={page.problem} nonce={page.nonce}>
    <p class="quiet" role="status">
      {paused ? 'Paused: what you watch is not remembered.' : 'What you watch is remembered here, for you alone.'}
    </p>
    <div class="library-tools">
      <form method="post" action={`${HISTORY_PATH}/pause`} data-quiet>
        <input type="hidden" name="paused" value={String(!paused)} />
        <button type="submit" class="pill">
          {paused ? 'Remember again' : 'Pause'}
        </button>
      </form>
      {history.length === 0 ? null : (
        <form method="post" action={`${HISTORY_PATH}/clear`} data-quiet data-asks="Forget everything you have watched?">
          <button type="submit" class="pill">
            Forget everything
          </button>
        </form>
      )}
    </div>
    {history.length === 0 ? (
      <p>
        Nothing here yet.{' '}
        <a class="in-text" href="/">
          Find something to watch
        </a>
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
              label={`Forget ${video?.title ?? 'this video'}`}
            />
          </LibraryRow>
        ))}
      </ul>
    )}
    <More path={HISTORY_PATH} cursor={next_cursor} />
  </LibraryFrame>
);
