import type { FC } from 'hono/jsx';
import { type TrendWindow, trendWindows } from '../../../shared/contracts/discovery-words.ts';
import { locales } from '../../../shared/messages/locales.ts';
import type { ListedVideo } from '../video-card.tsx';
import { useSay, useVisit } from '../visit.ts';
import { BrowseFrame, Cards, Chips, hrefWith, Nothing } from './frame.tsx';

export type TrendingProps = {
  window: TrendWindow;
  /** Where the viewer is; null where that is not known, or too little trends there. */
  country: string | null;
  /** The viewer wants the list of everywhere. */
  isEverywhere: boolean;
  items: readonly ListedVideo[];
  reader: string | null;
  nowMs: number;
};

export const USUAL_WINDOW: TrendWindow = 'day';
export const EVERYWHERE = 'everywhere';

export const TrendingPage: FC<TrendingProps> = ({ window, country, isEverywhere, items, reader, nowMs }) => {
  const say = useSay();
  const { address, locale } = useVisit();
  const chips = trendWindows.map((each) => ({
    href: hrefWith(address, { window: each === USUAL_WINDOW ? null : each }),
    name: say(`browse.window_${each}`),
    current: each === window,
  }));
  const places = [
    { where: null, name: countryName(country, locales[locale].formats) },
    { where: EVERYWHERE, name: say('browse.trending_everywhere') },
  ].map(({ where, name }) => ({
    href: hrefWith(address, { where }),
    name,
    current: (where !== null) === isEverywhere,
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
      {country === null ? null : <Chips label={say('browse.trending_places')} chips={places} />}
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

/** As people of that language call it; its code where they have no name for it. */
const countryName = (country: string | null, language: string): string =>
  country === null ? '' : (new Intl.DisplayNames([language], { type: 'region' }).of(country) ?? country);
