import type { Suggestion } from '../../../shared/contracts/search.ts';
import type { RecentAnswers } from '../../discovery/recent-answers.ts';
import { type ParsedQuery, parseQuery } from '../query/parse-query.ts';
import { createScorer } from '../ranking/score-document.ts';
import type { SearchDeps } from '../search.ts';
import { keyOf, type Subject } from '../store.ts';
import { wordsOf } from '../text/split-words.ts';
import type { SuggestStore } from './store.ts';

export type SuggestDeps = SearchDeps & {
  pastQueries: Pick<SuggestStore, 'pastQueries'>;
  /** So many different people must have searched for something before others are shown it. */
  minPeople: number;
  /** What was completed lately, for whoever types the same: the same for everyone. */
  completions: RecentAnswers<Completion>;
};

/** Of what others searched for and of titles, likeliest first. */
export type Completion = { past: string[]; best: (Subject & { title: string })[] };

/** Playlists are found, but not suggested. */
const sourceOf = { video: 'title', channel: 'channel', playlist: null } as const;
const MAX_SUGGESTIONS = 10;
/** A few more, since some may be hidden or go while the answer is remembered. */
const MAX_KEPT = 20;
const MAX_PAST_QUERIES = 5;

/** What somebody who has typed `text` may want to search for: what others searched for, then channels and titles. */
export async function suggest(deps: SuggestDeps, text: string): Promise<Suggestion[]> {
  const words = wordsOf(text).join(' ');
  const query = parseQuery(text);
  if (query.terms.length === 0 || words.length < 2) return [];
  const now = deps.clock();
  let isNew = false;
  const [{ past, best }, { curated }] = await Promise.all([
    deps.completions.get(text.trimStart().toLowerCase(), () => {
      isNew = true;
      return complete(deps, words, query, now);
    }),
    deps.rules(),
  ]);
  const isOpen = isNew ? null : await deps.store.openness(best, now);
  const hidden = new Set(curated.get(words)?.hidden.map(keyOf));
  const seen = best.filter((it, at) => (isOpen === null || isOpen[at]) && !hidden.has(keyOf(it)));
  const suggested: Suggestion[] = [
    ...past.map((shown) => ({ text: shown, source: 'query' as const })),
    ...seen.flatMap(({ kind, title }) => {
      const source = sourceOf[kind];
      return source === null ? [] : [{ text: title, source }];
    }),
  ];
  return withoutDoubles(suggested).slice(0, MAX_SUGGESTIONS);
}

async function complete(deps: SuggestDeps, words: string, query: ParsedQuery, now: Date): Promise<Completion> {
  const [past, found] = await Promise.all([
    deps.pastQueries.pastQueries(words, deps.minPeople, MAX_PAST_QUERIES),
    deps.engine.find({ query, synonyms: new Map(), marks: [], publishedSince: null, prefer: 'titles', now }),
  ]);
  const scorer = createScorer({
    ...{ query, spellings: found.spellings, synonyms: new Map<string, string[]>() },
    ...{ documentCount: found.documentCount, nowMs: now.getTime(), options: deps.ranking },
    documentsWith: (word: string) => found.documentsWith.get(word) ?? 0,
  });
  const living = found.living ?? (await deps.store.living(found.subjects, now));
  const best = living
    .map((document) => ({ document, score: scorer.score(document) }))
    .sort((a, b) => b.score - a.score || (a.document.subjectId < b.document.subjectId ? -1 : 1))
    .slice(0, MAX_KEPT)
    .map(({ document: { kind, subjectId, title } }) => ({ kind, subjectId, title }));
  return { past, best };
}

function withoutDoubles(suggestions: readonly Suggestion[]): Suggestion[] {
  const seen = new Set<string>();
  return suggestions.filter(({ text }) => {
    const words = wordsOf(text).join(' ');
    return !seen.has(words) && seen.add(words);
  });
}
