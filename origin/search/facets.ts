import type { SearchAnswer } from '../../shared/contracts/search.ts';
import type { Hit } from './rank-hits.ts';
import { durationBucket } from './search-document.ts';

type Facets = NonNullable<SearchAnswer['facets']>;
const MAX_VALUES = 20;

/** How the hits divide, the largest share first. Only what everyone may see is counted. */
export function countFacets(documents: readonly Hit[]): Facets {
  const count = (readValue: (document: Hit) => string | null) => {
    const counts = new Map<string, number>();
    for (const document of documents) {
      const value = readValue(document);
      if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [...counts]
      .map(([value, number]) => ({ value, count: number }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, MAX_VALUES);
  };
  return {
    type: count(({ kind }) => kind),
    category: count(({ category }) => category),
    duration: count(({ durationSec }) => (durationSec === null ? null : durationBucket(durationSec))),
    language: count(({ language }) => language?.split('-')[0] ?? null),
  };
}
