import type { FC } from 'hono/jsx';
import { type TrendWindow, trendWindows } from '../../../shared/contracts/discovery-words.ts';
import type { ListedVideo } from '../video-card.tsx';
import { useSay } from '../visit.ts';
import { BrowseFrame, Cards, Chips, Nothing } from './frame.tsx';

export type TrendingProps = {
  window: TrendWindow;
  items: readonly ListedVideo[];
  reader: string | null;
  nowMs: number;
};

export const USUAL_WINDOW: TrendWindow = 'day';

export const TrendingPage: FC<TrendingProps> = ({ window, items, reader, nowMs }) => {
  const say = useSay();
  const chips = trendWindows.map((each) => ({
    href: each === USUAL_WINDOW ? '/trending' : `/trending?window=${each}`,
    name: say(`browse.window_${each}`),
    current: each === window,
  }));
  return (
    <BrowseFrame
      title={`${say('browse.trending_title')} · Kinora`}
      description={say('browse.trending_description')}
      reader={reader}
      firstPoster={items[0]?.poster}
    >
      <h1 class="section-title">{say('browse.trending_title')}</h1>
      <Chips label={say('browse.windows')} chips={chips} />
      {items.length === 0 ? (
        <Nothing
          title={say('browse.trending_empty_title')}
          text={say('browse.trending_empty_text')}
          link={{ href: '/', label: say('browse.see_latest') }}
        />
      ) : (
        <div class="grid">
          <Cards items={items} nowMs={nowMs} onFirstScreen leads />
        </div>
      )}
    </BrowseFrame>
  );
};
