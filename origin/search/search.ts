import {
  type SearchAnswer,
  type SearchQuery,
  type SearchResult,
  uploadedWithinSec,
} from '../../shared/contracts/search.ts';
import { presentChannel } from '../channels/present-channel.ts';
import { rankOf } from '../comments/votes/score.ts';
import { presentVideo } from '../videos/present-video.ts';
import type { Chosen } from './choices/store.ts';
import { decodeCursor, encodeCursor, type Position } from './cursor.ts';
import { countFacets } from './facets.ts';
import { highlight, snippet } from './highlight.ts';
import type { Spellings } from './query/match-expression.ts';
import { type ParsedQuery, parseQuery } from './query/parse-query.ts';
import { namesAllTerms, type RankingContext, type RankingOptions, scoreDocument } from './ranking/score-document.ts';
import { type CompiledRules, foldedWords, joinExpressions, synonymsIn } from './rules/compile-rules.ts';
import { type Mark, marks } from './search-document.ts';
import type { SearchEngine } from './search-engine.ts';
import { keyOf, type LivingDocument, type SearchStore } from './store.ts';

export type SearchDeps = {
  engine: Pick<SearchEngine, 'find'>;
  store: SearchStore;
  ranking: RankingOptions;
  /** What operators say of searches. */
  rules: () => Promise<CompiledRules>;
  /** What enough different people chose among the results of a search, by its folded words. */
  chosenFor: (words: string) => Promise<readonly Chosen[]>;
  clock: () => Date;
};

type Ranked = { document: LivingDocument; score: number };

/** Of what is pinned; no document's own comes near. */
const PINNED_SCORE = 1e9;

/** One page of what everyone may see and the query fits, best first. A query without words finds nothing. */
export async function search(deps: SearchDeps, asked: SearchQuery): Promise<SearchAnswer> {
  const typed = parseQuery(asked.q);
  const after = asked.cursor === undefined ? null : decodeCursor(asked, asked.cursor);
  if (typed.terms.length === 0) return { results: [], next_cursor: null, facets: null, spellings: [] };
  const now = deps.clock();
  const rules = await deps.rules();
  const query = joinExpressions(typed, rules);
  const synonyms = synonymsIn(query, rules);
  const { documents, found, chosenBy, placeOf } = await findDocuments(deps, asked, { query, synonyms, rules, now });
  const { spellings } = found;
  const rankedAtMs = after?.rankedAtMs ?? now.getTime();
  const context: RankingContext = {
    ...{ query, spellings, synonyms, documentCount: found.documentCount, nowMs: rankedAtMs, options: deps.ranking },
    documentsWith: (word) => found.documentsWith.get(word) ?? 0,
  };
  const isHit = new Set(found.subjects.map(keyOf));
  const toRank = (document: LivingDocument) => ({ ...document, chosenBy: chosenBy.get(keyOf(document)) ?? 0 });
  const fitting = documents.filter(
    (document) =>
      isHit.has(keyOf(document)) || placeOf.has(keyOf(document)) || namesAllTerms(toRank(document), context),
  );
  const scoreOf = {
    relevance: (document: LivingDocument) => {
      const place = placeOf.get(keyOf(document));
      return place === undefined ? scoreDocument(toRank(document), context) : PINNED_SCORE - place;
    },
    date: (document: LivingDocument) => document.publishedAtMs,
    views: (document: LivingDocument) => document.viewCount,
    rating: ({ likes, dislikes }: LivingDocument) => rankOf(likes, dislikes),
  }[asked.sort];
  const ranked = fitting.map((document) => ({ document, score: scoreOf(document) })).sort(byRank);
  const rest = after === null ? ranked : ranked.filter((hit) => isBeyond(hit, after));
  const page = rest.slice(0, asked.limit);
  const last = rest.length > asked.limit ? page.at(-1) : undefined;
  return {
    results: await present(deps, page, query, alsoMeant(spellings, synonyms), now),
    next_cursor: last
      ? encodeCursor(asked, { rankedAtMs, score: last.score, subjectId: last.document.subjectId })
      : null,
    facets: after === null ? countFacets(fitting) : null,
    spellings: [...spellings].map(([word, also]) => ({ word, also: [...also] })),
  };
}

/**
 * What may be shown: the engine's hits and, for a search by relevance that nothing narrows, what is pinned and what people
 * chose before, as far as everyone may see it and it is not hidden from this search.
 */
async function findDocuments(
  deps: SearchDeps,
  asked: SearchQuery,
  { query, synonyms, rules, now }: { query: ParsedQuery; synonyms: Spellings; rules: CompiledRules; now: Date },
) {
  const words = foldedWords(asked.q);
  const isByRelevance = asked.sort === 'relevance';
  const marks = marksOf(asked);
  const [found, chosen] = await Promise.all([
    deps.engine.find({
      ...{ query, synonyms, marks, now },
      publishedSince: asked.uploaded ? new Date(now.getTime() - uploadedWithinSec[asked.uploaded] * 1000) : null,
      prefer: asked.sort === 'date' ? 'newest' : 'relevant',
    }),
    isByRelevance ? deps.chosenFor(words) : [],
  ]);
  const curated = rules.curated.get(words);
  const isWhole = isByRelevance && marks.length === 0 && asked.uploaded === undefined;
  const pinned = isWhole ? (curated?.pinned ?? []) : [];
  const hidden = new Set(curated?.hidden.map(keyOf));
  const all = [...found.subjects, ...pinned, ...(isWhole ? chosen : [])].map((it) => [keyOf(it), it] as const);
  const subjects = [...new Map(all.filter(([key]) => !hidden.has(key))).values()];
  return {
    found,
    documents: await deps.store.living(subjects, now),
    chosenBy: new Map(chosen.map((each) => [keyOf(each), each.people])),
    placeOf: new Map(pinned.map((subject, place) => [keyOf(subject), place])),
  };
}

/** Every single word that stands for one of the query, to be marked where it is shown. */
function alsoMeant(spellings: Spellings, synonyms: Spellings): Spellings {
  const all = new Map(spellings);
  for (const [expression, others] of synonyms)
    for (const word of expression.split(' '))
      all.set(word, [...(all.get(word) ?? []), ...others.flatMap((other) => other.split(' '))]);
  return all;
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

const byRank = (a: Ranked, b: Ranked): number =>
  b.score - a.score || (a.document.subjectId < b.document.subjectId ? -1 : 1);

const isBeyond = ({ document, score }: Ranked, after: Position): boolean =>
  score < after.score || (score === after.score && document.subjectId > after.subjectId);

/** Results in the order of `page`; what has gone since it was ranked is left out. */
async function present(
  { store }: SearchDeps,
  page: readonly Ranked[],
  query: ParsedQuery,
  spellings: Spellings,
  now: Date,
): Promise<SearchResult[]> {
  const { videos, channels, playlists } = await store.shown(
    page.map(({ document }) => document),
    now,
  );
  const marked = (title: string, description: string) => ({
    title: highlight(title, query, spellings),
    description: snippet(description, query, spellings),
  });
  const results = new Map<string, SearchResult>();
  for (const row of videos)
    results.set(row.video.id, {
      type: 'video',
      video: presentVideo(row),
      highlights: marked(row.video.title, row.video.description),
    });
  for (const row of channels) {
    const { video_count: _, ...channel } = presentChannel(row, 0);
    results.set(row.id, { type: 'channel', channel, highlights: marked(row.name, row.description) });
  }
  for (const row of playlists)
    results.set(row.id, {
      type: 'playlist',
      playlist: { playlist_id: row.id, title: row.title, description: row.description, item_count: row.itemCount },
      highlights: marked(row.title, row.description),
    });
  return page.flatMap(({ document }) => results.get(document.subjectId) ?? []);
}
