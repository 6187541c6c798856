import type { Suggestion } from '../../../shared/contracts/search.ts';
import { parseQuery } from '../query/parse-query.ts';
import { scoreDocument } from '../ranking/score-document.ts';
import type { SearchDeps } from '../search.ts';
import { keyOf } from '../store.ts';
import { wordsOf } from '../text/split-words.ts';
import type { SuggestStore } from './store.ts';

export type SuggestDeps = SearchDeps & {
  pastQueries: Pick<SuggestStore, 'pastQueries'>;
  /** So many different people must have searched for something before others are shown it. */
  minPeople: number;
};

const MAX_SUGGESTIONS = 10;
const MAX_PAST_QUERIES = 5;

/** What somebody who has typed `text` may want to search for: what others searched for, then channels and titles. */
export async function suggest(deps: SuggestDeps, text: string): Promise<Suggestion[]> {
  const words = wordsOf(text).join(' ');
  const query = parseQuery(text);
  if (query.terms.length === 0 || words.length < 2) return [];
  const now = deps.clock();
  const [past, found, { curated }] = await Promise.all([
    deps.pastQueries.pastQueries(words, deps.minPeople, MAX_PAST_QUERIES),
    deps.engine.find({ query, synonyms: new Map(), marks: [], publishedSince: null, prefer: 'titles', now }),
    deps.rules(),
  ]);
  const hidden = new Set(curated.get(words)?.hidden.map(keyOf));
  const subjects = found.subjects.filter((subject) => !hidden.has(keyOf(subject)));
  const documents = await deps.store.living(subjects, now);
  const context = {
    ...{
      query,
      spellings: found.spellings,
      synonyms: new Map<string, string[]>(),
      documentCount: found.documentCount,
      nowMs: now.getTime(),
    },
    documentsWith: (word: string) => found.documentsWith.get(word) ?? 0,
    options: deps.ranking,
  };
  const best = documents
    .map((document) => ({ ...document, score: scoreDocument({ ...document, chosenBy: 0 }, context) }))
    .sort((a, b) => b.score - a.score || (a.subjectId < b.subjectId ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS);
  const { videos, channels } = await deps.store.shown(best, now);
  const names = new Map<string, Suggestion>();
  for (const { video } of videos) names.set(video.id, { text: video.title, source: 'title' });
  for (const channel of channels) names.set(channel.id, { text: channel.name, source: 'channel' });
  const suggested: Suggestion[] = [
    ...past.map((shown) => ({ text: shown, source: 'query' as const })),
    ...best.flatMap(({ subjectId }) => names.get(subjectId) ?? []),
  ];
  return withoutDoubles(suggested).slice(0, MAX_SUGGESTIONS);
}

function withoutDoubles(suggestions: readonly Suggestion[]): Suggestion[] {
  const seen = new Set<string>();
  return suggestions.filter(({ text }) => {
    const words = wordsOf(text).join(' ');
    return !seen.has(words) && seen.add(words);
  });
}
