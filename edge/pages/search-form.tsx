import type { FC } from 'hono/jsx';
import { Icon } from './icons.tsx';
import { useSay } from './visit.ts';

/** In the header of every page. */
export const SearchForm: FC<{ query: string }> = ({ query }) => {
  const say = useSay();
  return (
    <search class="search-box">
      <form class="search-form" action="/search" id="search-form">
        <input
          type="search"
          name="q"
          value={query}
          maxlength={200}
          aria-label={say('common.search')}
          placeholder={say('common.search_placeholder')}
          autocomplete="off"
          dir="auto"
        />
        <button type="submit" class="icon-button" aria-label={say('common.search')}>
          <Icon name="search" />
        </button>
      </form>
    </search>
  );
};
