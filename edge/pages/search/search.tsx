import type { FC } from 'hono/jsx';
import type { SearchAnswer } from '../../../shared/contracts/search.ts';
import { BrowseFrame, GrowingList, Nothing } from '../browse/frame.tsx';
import type { ListedVideo } from '../video-card.tsx';
import { useSay } from '../visit.ts';
import { type Asked, hasFilters, MAX_LETTERS, pagePath } from './asked.ts';
import { Filters } from './filters.tsx';
import { Result } from './result.tsx';

export type SearchProps = {
  asked: Asked;
  /** Null when nothing was asked, or too much. */
  answer: SearchAnswer | null;
  items: ReadonlyMap<string, ListedVideo>;
  reader: string | null;
  nowMs: number;
};

const EAGER_RESULTS = 6;

export const SearchPage: FC<SearchProps> = ({ asked, answer, items, reader, nowMs }) => {
  const say = useSay();
  const heading = asked.q === '' ? say('search.title') : say('search.results_for', { query: asked.q });
  const categories = answer?.facets?.category.map(({ value }) => value) ?? [];
  const more = answer?.next_cursor ? pagePath({ ...asked, cursor: answer.next_cursor }) : null;
  return (
    <BrowseFrame title={`${heading} · Kinora`} noIndex query={asked.q} reader={reader}>
      <div class="results">
        {answer === null ? (
          <>
            <h1 class="visually-hidden">{say('search.title')}</h1>
            <Nothing
              title={say('search.prompt_title')}
              text={asked.q.length > MAX_LETTERS ? say('search.too_long') : say('search.prompt_text')}
            />
          </>
        ) : (
          <>
            <h1 class="section-title">
              <bdi>{heading}</bdi>
            </h1>
            <Filters asked={asked} categories={categories} />
            <h2 class="visually-hidden">{say('search.title')}</h2>
            <Spellings spellings={answer.spellings} />
            {answer.results.length === 0 ? (
              <Nothing
                title={say('search.none_title', { query: asked.q })}
                text={say('search.none_text')}
                {...(hasFilters(asked)
                  ? { link: { href: `/search?q=${encodeURIComponent(asked.q)}`, label: say('search.without_filters') } }
                  : {})}
              />
            ) : (
              <GrowingList class="result-list" more={more}>
                {answer.results.map((result, index) => (
                  <Result result={result} items={items} nowMs={nowMs} eager={index < EAGER_RESULTS} />
                ))}
              </GrowingList>
            )}
          </>
        )}
      </div>
    </BrowseFrame>
  );
};

const Spellings: FC<Pick<SearchAnswer, 'spellings'>> = ({ spellings }) => {
  const say = useSay();
  const others = spellings.flatMap(({ also }) => also);
  if (others.length === 0) return null;
  return (
    <p class="quiet search-also">
      {say('search.also', { words: others.map((word) => say('search.quoted', { word })).join(say('search.or')) })}
    </p>
  );
};
