import type { SearchParams } from 'typesense/lib/Typesense/Types.js';
import type { ParsedQuery } from '../query/parse-query.ts';
import type { EngineQuery } from '../search-engine.ts';
import type { TypesenseDocument } from './collection.ts';

const MOST = 250;
/** A query is asked in so many ways at most, where words have synonyms: Typesense has no `or`. */
const MOST_WAYS = 6;
/** As in the other engine: letters from which one and two mistakes are forgiven, and hits that make it needless. */
const TYPOS = { num_typos: 2, min_len_1typo: 4, min_len_2typo: 8, typo_tokens_threshold: 20 };

/** Typesense's search for `asked`. Words are letters and digits alone, so nothing that was typed is read as syntax. */
export function searchParameters({
  query,
  marks,
  publishedSince,
  prefer,
}: EngineQuery): SearchParams<TypesenseDocument> {
  const filters = [
    ...marks.map((mark) => `marks:=${mark}`),
    ...(publishedSince === null ? [] : [`published_at:>=${publishedSince.getTime()}`]),
  ];
  return {
    q: queryText(query),
    ...(prefer === 'titles'
      ? { query_by: 'title' }
      : { query_by: 'title,tags,channel,description,captions', query_by_weights: '6,4,3,1,1' }),
    ...TYPOS,
    prefix: query.terms.at(-1)?.isPrefix === true,
    // Where no document has all words, those with some of them.
    ...{ drop_tokens_threshold: 1, drop_tokens_mode: 'both_sides:3' },
    ...(filters.length === 0 ? {} : { filter_by: filters.join(' && ') }),
    sort_by: prefer === 'newest' ? 'published_at:desc' : '_text_match:desc,published_at:desc',
    per_page: MOST,
  };
}

/** `asked` as it is, then with one term after the other replaced by each of its synonyms. */
export function waysToAsk(asked: EngineQuery): EngineQuery[] {
  const { query, synonyms } = asked;
  const replaced = query.terms.flatMap(({ words, isExact }, at) =>
    (isExact ? [] : (synonyms.get(words.join(' ')) ?? [])).map((other): EngineQuery => {
      const term = { words: other.split(' '), isExact: false, isPrefix: false };
      return { ...asked, query: { ...query, terms: query.terms.with(at, term) } };
    }),
  );
  return [asked, ...replaced].slice(0, MOST_WAYS);
}

function queryText({ terms, excluded }: ParsedQuery): string {
  const written = ({ words, isExact }: ParsedQuery['terms'][number]) =>
    isExact || words.length > 1 ? `"${words.join(' ')}"` : words.join(' ');
  return [...terms.map(written), ...excluded.map((term) => `-${written(term)}`)].join(' ');
}
