import type { SearchAnswer, SearchQuery, SearchResult } from '../../shared/contracts/search.ts';
import { presentChannel } from '../channels/present-channel.ts';
import type { RecentAnswers } from '../discovery/recent-answers.ts';
import { presentVideo } from '../videos/present-video.ts';
import { decodeCursor, encodeCursor, type Position } from './cursor.ts';
import { countFacets } from './facets.ts';
import { createHighlighter } from './highlight.ts';
import type { Spellings } from './query/match-expression.ts';
import { type ParsedQuery, parseQuery } from './query/parse-query.ts';
import { type Hit, type Question, type RankDeps, type Ranking, rankHits } from './rank-hits.ts';
import type { SearchStore, Shown } from './results/store.ts';
import { type CompiledRules, joinExpressions, synonymsIn } from './rules/compile-rules.ts';

export type SearchDeps = RankDeps & {
  store: SearchStore;
  /** What operators say of searches. */
  rules: () => Promise<CompiledRules>;
  /** First pages that were ranked lately, for whoever asks the same: the same for everyone. */
  rankings: RecentAnswers<Ranking>;
  clock: () => Date;
};

/** One page of what everyone may see and the query fits, best first. A query without words finds nothing. */
export async function search(deps: SearchDeps, asked: SearchQuery): Promise<SearchAnswer> {
  const typed = parseQuery(asked.q);
  const after = asked.cursor === undefined ? null : decodeCursor(asked, asked.cursor);
  if (typed.terms.length === 0) return { results: [], next_cursor: null, facets: null, spellings: [] };
  const now = deps.clock();
  const rules = await deps.rules();
  const query = joinExpressions(typed, rules);
  const synonyms = synonymsIn(query, rules);
  const question = { asked, query, synonyms, rules, now, rankedAtMs: after?.rankedAtMs ?? now.getTime() };
  const { ranking, shown } = after === null ? await firstRanking(deps, question) : await ranked(deps, question);
  const { hits, spellings, rankedAtMs } = ranking;
  const rest = after === null ? hits : hits.filter((hit) => isBeyond(hit, after));
  const page = rest.slice(0, asked.limit);
  const last = rest.length > asked.limit ? page.at(-1) : undefined;
  const rows = await allRows(deps, page, shown, now);
  return {
    results: present(page, rows, query, alsoMeant(spellings, synonyms)),
    next_cursor: last ? encodeCursor(asked, { rankedAtMs, score: last.score, subjectId: last.subjectId }) : null,
    facets: after === null ? countFacets(hits) : null,
    spellings: [...spellings].map(([word, also]) => ({ word, also: [...also] })),
  };
}

type Looked = {
  ranking: Ranking;
  /** The rows that have been read already; none or only some of the page's. */
  shown: Shown;
};

const nothing: Shown = { videos: [], channels: [], playlists: [] };

async function ranked(deps: SearchDeps, question: Question): Promise<Looked> {
  const { ranking, shownVideos } = await rankHits(deps, question);
  return { ranking, shown: { ...nothing, videos: shownVideos } };
}

/** What was ranked lately, less what not everyone may see any more, or ranked now. */
async function firstRanking(deps: SearchDeps, question: Question): Promise<Looked> {
  const { asked, rules, now } = question;
  const { limit, cursor: _, ...list } = asked;
  const key = JSON.stringify([rules.version, list]);
  // Rows are read for this answer alone: only the ranking is remembered.
  const readNow: { shown?: Shown } = {};
  const rememberedOrNew = () =>
    deps.rankings.get(key, async () => {
      const { ranking, shown } = await ranked(deps, question);
      readNow.shown = shown;
      return ranking;
    });
  const ranking = await rememberedOrNew();
  if (readNow.shown) return { ranking, shown: readNow.shown };
  const { isOpen, shown, indexVersion } = await deps.store.still(ranking.hits, limit, now);
  if (indexVersion !== ranking.indexVersion) {
    deps.rankings.forget(key);
    return { ranking: await rememberedOrNew(), shown: readNow.shown ?? nothing };
  }
  const hits = ranking.hits.filter((_hit, at) => isOpen[at]);
  const isPageWhole = isOpen.slice(0, limit).every(Boolean);
  return { ranking: { ...ranking, hits }, shown: isPageWhole ? shown : nothing };
}

/** `shown`, and what is missing of the page's rows. */
async function allRows(deps: SearchDeps, page: readonly Hit[], shown: Shown, now: Date): Promise<Shown> {
  const { videos, channels, playlists } = shown;
  const known = new Set([...videos.map(({ video }) => video.id), ...[...channels, ...playlists].map(({ id }) => id)]);
  const missing = page.filter(({ subjectId }) => !known.has(subjectId));
  if (missing.length === 0) return shown;
  const others = await deps.store.shown(missing, now);
  return {
    videos: [...videos, ...others.videos],
    channels: [...channels, ...others.channels],
    playlists: [...playlists, ...others.playlists],
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

const isBeyond = ({ subjectId, score }: Hit, after: Position): boolean =>
  score < after.score || (score === after.score && subjectId > after.subjectId);

/** Results in the order of `page`; what has gone since it was ranked is left out. */
function present(
  page: readonly Hit[],
  { videos, channels, playlists }: Shown,
  query: ParsedQuery,
  spellings: Spellings,
): SearchResult[] {
  const { highlight, snippet } = createHighlighter(query, spellings);
  const marked = (title: string, description: string) => ({
    title: highlight(title),
    description: snippet(description),
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
  return page.flatMap(({ subjectId }) => results.get(subjectId) ?? []);
}
