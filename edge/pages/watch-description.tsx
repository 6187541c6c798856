import type { FC } from 'hono/jsx';
import type { EdgeVideo } from '../metadata/store.ts';
import { ChapterList } from './chapter-list.tsx';
import { LinkedText } from './linked-text.tsx';
import { Views } from './video-card.tsx';
import { useFormats, useSay } from './visit.ts';

/** About what is shown of a long one: four lines. */
const SHORT_CHARACTERS = 320;
const SHORT_LINES = 4;

const isLong = (text: string) => text.length > SHORT_CHARACTERS || text.split('\n').length > SHORT_LINES;

/**
 * When it was published, and what its creator says of it. A long text is cut by the style sheet for as long as the
 * <details> after it is closed, so that it opens without a script and is whole for whoever has it read out.
 */
export const WatchDescription: FC<{ video: EdgeVideo }> = ({ video }) => {
  const say = useSay();
  const { date } = useFormats();
  const publishedMs = video.publishAtMs ?? video.createdAtMs;
  return (
    <section class="description" aria-label={say('watch.about')}>
      <p class="facts">
        <span id="views">
          <Views count={video.viewCount} full />
        </span>
        <span aria-hidden="true"> · </span>
        <time datetime={new Date(publishedMs).toISOString()}>{date(publishedMs)}</time>
        {/* In a line that is there already: what comes later moves nothing. */}
        <span class="live" id="presence" role="status" hidden />
      </p>
      {video.description ? (
        <p class="description-text" dir="auto">
          <LinkedText text={video.description} />
        </p>
      ) : (
        <p class="quiet">{say('watch.no_description')}</p>
      )}
      {isLong(video.description) ? (
        <details class="description-more">
          <summary>
            <span>{say('watch.show_more')}</span>
            <span>{say('watch.show_less')}</span>
          </summary>
        </details>
      ) : null}
      <ChapterList video={video} />
    </section>
  );
};
