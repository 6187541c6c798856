import type { FC } from 'hono/jsx';
import { useSay } from '../visit.ts';
import { type Asked, type ChoiceName, choices, hasFilters } from './asked.ts';

/** A form: a choice that sent itself would leave the page under the arrow keys of who looks through the others. */
export const Filters: FC<{ asked: Asked; categories: readonly string[] }> = ({ asked, categories }) => {
  const say = useSay();
  const known =
    asked.category === '' || categories.includes(asked.category) ? categories : [asked.category, ...categories];
  return (
    <details class="filters" open={hasFilters(asked) || asked.sort !== ''}>
      <summary class="pill">{say('search.filters')}</summary>
      <form action="/search" class="filter-fields">
        <input type="hidden" name="q" value={asked.q} />
        <ChoiceField name="type" asked={asked} />
        {known.length === 0 ? null : (
          <label>
            <span>{say('search.category')}</span>
            <select name="category">
              <option value="">{say('search.any')}</option>
              {known.map((category) => (
                <option value={category} selected={category === asked.category} dir="auto">
                  {category}
                </option>
              ))}
            </select>
          </label>
        )}
        <ChoiceField name="duration" asked={asked} />
        <ChoiceField name="uploaded" asked={asked} />
        <ChoiceField name="sort" asked={asked} />
        <label class="filter-check">
          <input type="checkbox" name="captions" value="true" checked={asked.captions} />
          <span>{say('search.captions')}</span>
        </label>
        <button type="submit" class="pill">
          {say('search.apply')}
        </button>
      </form>
    </details>
  );
};

const ChoiceField: FC<{ name: ChoiceName; asked: Asked }> = ({ name, asked }) => {
  const say = useSay();
  const values = choices[name].map((value) => ({
    value,
    words: say(`search.${name}_${value}` as 'search.type_video'),
  }));
  return (
    <label>
      <span>{say(`search.${name}`)}</span>
      <select name={name}>
        {name === 'sort' ? null : <option value="">{say('search.any')}</option>}
        {values.map(({ value, words }) => (
          <option value={value} selected={value === asked[name]}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
};
