import {
  type SearchAnswer,
  type SearchQuery,
  type SearchResult,
  uploadedWithinSec,
} from '../../shared/contracts/search.ts';
import { presentChannel } from '../channels/present-channel.ts';
import { rankOf } from '../comments/votes/score.ts';
import { presentVideo } from '../videos/present-video.ts';
import { decodeCursor, encodeCursor, type Position } from './cursor.ts';
import { countFacets } from './facets.ts';
import { highlight, snippet } from './highlight.ts';
import type { Spellings } from './query/match-expression.ts';
import { type ParsedQuery, parseQuery } from './query/parse-query.ts';
import { type RankingOptions, scoreDocument } from './ranking/score-document.ts';
import { type Mark, marks } from './search-document.ts';
import type { SearchEngine } from './search-engine.ts';
import type { LivingDocument, SearchStore } from './store.ts';

export type SearchDeps = {
  engine: Pick<SearchEngine, 'find'>;
  store: SearchStore;
  ranking: RankingOptions;
  clock: () => Date;
};

type Ranked = { document: LivingDocument; score: number };

/** One page of what everyone may see and the query fits, best first. A query without words finds nothing. */
export async function search(deps: SearchDeps, asked: SearchQuery): Promise<SearchAnswer> {
  const query = parseQuery(asked.q);
  const after = asked.cursor === undefined ? null : decodeCursor(asked, asked.cursor);
  if (query.terms.length === 0) return { results: [], next_cursor: null, facets: null, spellings: [] };
  const now = deps.clock();
  const rankedAtMs = after?.rankedAtMs ?? now.getTime();
  const { subjects, spellings, documentsWith, documentCount } = await deps.engine.find({
    query,
    marks: marksOf(asked),
    publishedSince: asked.uploaded ? new Date(now.getTime() - uploadedWithinSec[asked.uploaded] * 1000) : null,
    prefer: asked.sort === 'date' ? 'newest' : 'relevant',
    now,
  });
  const documents = await deps.store.living(subjects, now);
  const context = {
    ...{ query, spellings, documentCount, nowMs: rankedAtMs, options: deps.ranking },
    documentsWith: (word: string) => documentsWith.get(word) ?? 0,
  };
  const scoreOf = {
    relevance: (document: LivingDocument) => scoreDocument(document, context),
    date: (document: LivingDocument) => document.publishedAtMs,
    views: (document: LivingDocument) => document.viewCount,
    rating: ({ likes, dislikes }: LivingDocument) => rankOf(likes, dislikes),
  }[asked.sort];
  const ranked = documents.map((document) => ({ document, score: scoreOf(document) })).sort(byRank);
  const rest = after === null ? ranked : ranked.filter((hit) => isBeyond(hit, after));
  const page = rest.slice(0, asked.limit);
  const last = rest.length > asked.limit ? page.at(-1) : undefined;
  return {
    results: await present(deps, page, query, spellings, now),
    next_cursor: last
      ? encodeCursor(asked, { rankedAtMs, score: last.score, subjectId: last.document.subjectId })
      : null,
    facets: after === null ? countFacets(documents) : null,
    spellings: [...spellings].map(([word, also]) => ({ word, also: [...also] })),
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
