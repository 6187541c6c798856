import type { FC } from 'hono/jsx';
import { formatDuration } from '../../shared/format.ts';
import { parseChapters } from '../../shared/player/chapters.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { useSay } from './visit.ts';

/** The chapters that the description names, as links to where they begin; they work without a script. */
export const ChapterList: FC<{ video: EdgeVideo }> = ({ video: { videoId, description, durationSec } }) => {
  const say = useSay();
  const chapters = durationSec === null ? [] : parseChapters(description, durationSec);
  if (chapters.length === 0) return null;
  return (
    <nav class="chapter-list" aria-label={say('player.chapters')}>
      <h2>{say('player.chapters')}</h2>
      <ol>
        {chapters.map(({ startSec, title }) => (
          <li>
            <a href={`/watch/${videoId}?t=${startSec}`} data-position-sec={startSec}>
              <span class="chapter-time">{formatDuration(startSec)}</span> <span dir="auto">{title}</span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
};
