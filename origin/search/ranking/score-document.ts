import type { Spellings } from '../query/match-expression.ts';
import type { ParsedQuery, Term } from '../query/parse-query.ts';

/** What is known of a document that a query brought up; texts are folded words with single spaces. */
export type RankedDocument = {
  titleWords: string;
  tagWords: string;
  channelWords: string;
  viewCount: number;
  publishedAtMs: number;
  /** How many different people chose it among the results of such a query lately. */
  chosenBy: number;
};

export type RankingOptions = {
  /** How much a million views add to a document's relevance, as a share of it. */
  popularityBoost: number;
  /** How much being new adds, as a share; half of it is gone after `recencyHalfLifeDays`. */
  recencyBoost: number;
  recencyHalfLifeDays: number;
  /** How much it adds that a thousand people chose the document for such a query, as a share. */
  choiceBoost: number;
};

export type RankingContext = {
  query: ParsedQuery;
  spellings: Spellings;
  synonyms: Spellings;
  /** In how many of `documentCount` documents a word stands. */
  documentsWith: (word: string) => number;
  documentCount: number;
  nowMs: number;
  options: RankingOptions;
};

const FIELDS = [
  { field: 'titleWords', weight: 3 },
  { field: 'tagWords', weight: 2 },
  { field: 'channelWords', weight: 1.5 },
] as const;
/** The document matched, so a term that stands in none of the fields stands in its description or captions. */
const ELSEWHERE_WEIGHT = 0.5;
const CORRECTED = 0.6;
const SYNONYM = 0.9;
const USUAL_TITLE_WORDS = 6;
const DAY_MS = 24 * 3_600_000;

/**
 * How well a document answers a query: the higher, the better. Rare words count for more than common ones (Robertson's
 * inverse document frequency), the title for more than tags and channel; whole words more than beginnings and other
 * spellings; words in the query's order more than scattered ones. Views and age only tip the scale.
 */
export function scoreDocument(document: RankedDocument, context: RankingContext): number {
  const { query, options } = context;
  const fields = FIELDS.map(({ field, weight }) => ({ words: ` ${document[field]} `, weight }));
  const title = fields[0]?.words ?? '';
  let relevance = 0;
  for (const term of query.terms) {
    const best = Math.max(
      ELSEWHERE_WEIGHT,
      ...fields.map(({ words, weight }) => weight * quality(term, words, context)),
    );
    relevance += best * rarity(term, context);
  }
  relevance *= 1 + orderShare(query.terms, title) / 2;
  const titleLength = title.trim().split(' ').length;
  relevance /= 0.75 + (0.25 * titleLength) / USUAL_TITLE_WORDS;
  const popularity = (options.popularityBoost * Math.log10(1 + document.viewCount)) / 6;
  const ageDays = Math.max(0, (context.nowMs - document.publishedAtMs) / DAY_MS);
  const recency = options.recencyBoost * 2 ** (-ageDays / options.recencyHalfLifeDays);
  const choice = (options.choiceBoost * Math.log10(1 + document.chosenBy)) / 3;
  return relevance * (1 + popularity + recency + choice);
}

/** Whether the query's terms all stand in the title, the tags or the channel, in whatever form. */
export function namesAllTerms(document: RankedDocument, context: RankingContext): boolean {
  return context.query.terms.every((term) =>
    FIELDS.some(({ field }) => quality(term, ` ${document[field]} `, context) > 0),
  );
}

/** From 0, the term does not stand there, to 1, it does as it was typed. `words` has a space at both ends. */
function quality({ words: asked, isExact, isPrefix }: Term, words: string, context: RankingContext): number {
  const stands = (other: string) => words.includes(` ${other} `);
  const phrase = asked.join(' ');
  if (stands(phrase)) return 1;
  if (isExact) return 0;
  if (context.synonyms.get(phrase)?.some(stands)) return SYNONYM;
  if (isPrefix) {
    const start = words.indexOf(` ${phrase}`);
    if (start >= 0) {
      const end = words.indexOf(' ', start + 1);
      return 0.5 + (0.4 * phrase.length) / (end - start - 1);
    }
  }
  return context.spellings.get(phrase)?.some(stands) ? CORRECTED : 0;
}

function rarity({ words }: Term, { documentsWith, documentCount }: RankingContext): number {
  const documents = Math.min(...words.map(documentsWith));
  return Math.log(1 + (documentCount - documents + 0.5) / (documents + 0.5));
}

/** The share of the query's neighbouring terms that are neighbours in the title too. */
function orderShare(terms: readonly Term[], title: string): number {
  if (terms.length < 2) return title.trim() === terms[0]?.words.join(' ') ? 1 : 0;
  const texts = terms.map(({ words }) => words.join(' '));
  const inOrder = texts.slice(1).filter((text, at) => title.includes(` ${texts[at] ?? ''} ${text}`));
  return inOrder.length / (texts.length - 1);
}
