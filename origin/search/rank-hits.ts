import { type SearchQuery, uploadedWithinSec } from '../../shared/contracts/search.ts';
import { rankOf } from '../comments/votes/score.ts';
import type { PresentedVideo } from '../videos/present-video.ts';
import type { Chosen } from './choices/store.ts';
import type { LivingDocument } from './living/store.ts';
import type { Spellings } from './query/match-expression.ts';
import type { ParsedQuery } from './query/parse-query.ts';
import { createScorer, type RankingOptions } from './ranking/score-document.ts';
import type { SearchStore } from './results/store.ts';
import { type CompiledRules, foldedWords } from './rules/compile-rules.ts';
import { type Mark, marks } from './search-document.ts';
import type { SearchEngine } from './search-engine.ts';
import { keyOf } from './store.ts';

export type RankDeps = {
  engine: Pick<SearchEngine, 'find'>;
  store: Pick<SearchStore, 'living'>;
  ranking: RankingOptions;
  /** What enough different people chose among the results of a search, by its folded words. */
  chosenFor: (words: string) => Promise<readonly Chosen[]>;
};

/** What was asked, as rules make it. */
export type Question = {
  asked: SearchQuery;
  query: ParsedQuery;
  synonyms: Spellings;
  rules: CompiledRules;
  now: Date;
  /** The moment by which age is counted: that of the first page. */
  rankedAtMs: number;
};

/** Enough to make pages and facets of, as long as everyone may see it. */
export type Hit = Pick<LivingDocument, 'kind' | 'subjectId' | 'durationSec' | 'category' | 'language'> & {
  score: number;
};

export type Ranking = {
  /** Best first. */
  hits: readonly Hit[];
  spellings: Spellings;
  rankedAtMs: number;
  /** It holds as long as the index has this version. */
  indexVersion: number;
};

/** Of what is pinned; no document's own comes near. */
const PINNED_SCORE = 1e9;

/** A ranking, and what is shown of those of its videos of which that was read along. */
export type Ranked = { ranking: Ranking; shownVideos: readonly PresentedVideo[] };

/** What everyone may see and the query fits, best first. */
export async function rankHits(deps: RankDeps, question: Question): Promise<Ranked> {
  const { asked, query, synonyms, rankedAtMs } = question;
  const { documents, found, added, chosenBy, placeOf } = await findDocuments(deps, question);
  const { spellings, documentCount, indexVersion } = found;
  const scorer = createScorer({
    ...{ query, spellings, synonyms, documentCount, nowMs: rankedAtMs, options: deps.ranking },
    documentsWith: (word) => found.documentsWith.get(word) ?? 0,
  });
  const fitting = [
    ...documents,
    ...added.filter((document) => placeOf.has(keyOf(document)) || scorer.namesAllTerms(document)),
  ];
  const scoreOf = {
    relevance(document: LivingDocument) {
      const key = keyOf(document);
      const place = placeOf.get(key);
      return place === undefined ? scorer.score(document, chosenBy.get(key)) : PINNED_SCORE - place;
    },
    date: (document: LivingDocument) => document.publishedAtMs,
    views: (document: LivingDocument) => document.viewCount,
    rating: ({ likes, dislikes }: LivingDocument) => rankOf(likes, dislikes),
  }[asked.sort];
  const hits = fitting.map((document): Hit => {
    const { kind, subjectId, durationSec, category, language } = document;
    return { kind, subjectId, durationSec, category, language, score: scoreOf(document) };
  });
  return {
    ranking: { hits: hits.sort(byRank), spellings, rankedAtMs, indexVersion },
    shownVideos: found.shownVideos ?? [],
  };
}

const byRank = (a: Hit, b: Hit): number => b.score - a.score || (a.subjectId < b.subjectId ? -1 : 1);

/**
 * What may be shown: the engine's hits and, for a search by relevance that nothing narrows, what is pinned and what people
 * chose before, as far as everyone may see it and it is not hidden from this search.
 */
async function findDocuments(deps: RankDeps, { asked, query, synonyms, rules, now }: Question) {
  const words = foldedWords(asked.q);
  const isByRelevance = asked.sort === 'relevance';
  const marks = marksOf(asked);
  const [found, chosen] = await Promise.all([
    deps.engine.find({
      ...{ query, synonyms, marks, now },
      publishedSince: asked.uploaded ? new Date(now.getTime() - uploadedWithinSec[asked.uploaded] * 1000) : null,
      prefer: asked.sort === 'date' ? 'newest' : 'relevant',
      shownUpTo: asked.limit,
    }),
    isByRelevance ? deps.chosenFor(words) : [],
  ]);
  const curated = rules.curated.get(words);
  const isWhole = isByRelevance && marks.length === 0 && asked.uploaded === undefined;
  const pinned = isWhole ? (curated?.pinned ?? []) : [];
  const hidden = new Set(curated?.hidden.map(keyOf));
  const isSeen = (document: LivingDocument) => hidden.size === 0 || !hidden.has(keyOf(document));
  const living = found.living ?? (await deps.store.living(found.subjects, now));
  const isFound = new Set(found.subjects.map(keyOf));
  const others = [...pinned, ...(isWhole ? chosen : [])].filter((subject) => !isFound.has(keyOf(subject)));
  const added = await deps.store.living(others, now);
  return {
    found,
    documents: living.filter(isSeen),
    /** Not of the engine's hits. */
    added: added.filter(isSeen),
    chosenBy: new Map(chosen.map((each) => [keyOf(each), each.people])),
    placeOf: new Map(pinned.map((subject, place) => [keyOf(subject), place])),
  };
}

function marksOf({ type, category, duration, language, captions }: SearchQuery): Mark[] {
  return [
    ...(type === undefined ? [] : [marks.kind(type)]),
    ...(category === undefined ? [] : [marks.category(category)]),
    ...(duration === undefined ? [] : [marks.duration(duration)]),
    ...(language === undefined ? [] : [marks.language(language)]),
    ...(captions === undefined ? [] : [marks.captions]),
  ];
}
