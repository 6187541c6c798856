import type { Spellings } from '../query/match-expression.ts';
import type { ParsedQuery, Term } from '../query/parse-query.ts';

/** What is known of a document that a query brought up; texts are folded words with single spaces. */
export type RankedDocument = {
  titleWords: string;
  tagWords: string;
  channelWords: string;
  viewCount: number;
  publishedAtMs: number;
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

export type Scorer = {
  /** How well a document answers the query. `chosenBy`: how many different people chose it for such a query lately. */
  score(document: RankedDocument, chosenBy?: number): number;
  /** Whether the query's terms all stand in the title, the tags or the channel, in whatever form. */
  namesAllTerms(document: RankedDocument): boolean;
};

/** A term as it is looked for in many texts; each expression with a space at both ends. */
type Wanted = {
  typed: string;
  /** Of a word that may be unfinished: a space before it alone. */
  begun: string | null;
  synonyms: readonly string[];
  spellings: readonly string[];
  rarity: number;
};

const TITLE_WEIGHT = 3;
const TAGS_WEIGHT = 2;
const CHANNEL_WEIGHT = 1.5;
/** The document matched, so a term that stands in none of the fields stands in its description or captions. */
const ELSEWHERE_WEIGHT = 0.5;
const CORRECTED = 0.6;
const SYNONYM = 0.9;
const USUAL_TITLE_WORDS = 6;
const DAY_MS = 24 * 3_600_000;

const spaced = (words: string): string => ` ${words} `;

/**
 * Tells how well documents answer a query: the higher, the better. Rare words count for more than common ones (Robertson's
 * inverse document frequency), the title for more than tags and channel; whole words more than beginnings and other
 * spellings; words in the query's order more than scattered ones. Views and age only tip the scale.
 */
export function createScorer(context: RankingContext): Scorer {
  const { query, options, nowMs } = context;
  const terms = query.terms.map((term) => wantedOf(term, context));
  const texts = query.terms.map(({ words }) => words.join(' '));
  const neighbours = texts.slice(1).map((text, at) => ` ${texts[at] ?? ''} ${text}`);

  /** The share of the query's neighbouring terms that are neighbours in the title too. */
  function orderShare(title: string): number {
    if (texts.length < 2) return title === terms[0]?.typed ? 1 : 0;
    return neighbours.filter((pair) => title.includes(pair)).length / neighbours.length;
  }

  return {
    score(document, chosenBy = 0) {
      const [title, tags, channel] = fieldsOf(document);
      let relevance = 0;
      for (const term of terms)
        relevance +=
          term.rarity *
          Math.max(
            ELSEWHERE_WEIGHT,
            TITLE_WEIGHT * quality(term, title),
            TAGS_WEIGHT * quality(term, tags),
            CHANNEL_WEIGHT * quality(term, channel),
          );
      relevance *= 1 + orderShare(title) / 2;
      const titleLength = document.titleWords.split(' ').length;
      relevance /= 0.75 + (0.25 * titleLength) / USUAL_TITLE_WORDS;
      const popularity = (options.popularityBoost * Math.log10(1 + document.viewCount)) / 6;
      const ageDays = Math.max(0, (nowMs - document.publishedAtMs) / DAY_MS);
      const recency = options.recencyBoost * 2 ** (-ageDays / options.recencyHalfLifeDays);
      const choice = (options.choiceBoost * Math.log10(1 + chosenBy)) / 3;
      return relevance * (1 + popularity + recency + choice);
    },
    namesAllTerms(document) {
      const fields = fieldsOf(document);
      return terms.every((term) => fields.some((words) => quality(term, words) > 0));
    },
  };
}

const fieldsOf = ({ titleWords, tagWords, channelWords }: RankedDocument): [string, string, string] => [
  spaced(titleWords),
  spaced(tagWords),
  spaced(channelWords),
];

function wantedOf({ words, isExact, isPrefix }: Term, context: RankingContext): Wanted {
  const phrase = words.join(' ');
  const others = (instead: Spellings) => (isExact ? [] : (instead.get(phrase) ?? []).map(spaced));
  const documents = Math.min(...words.map(context.documentsWith));
  return {
    typed: spaced(phrase),
    begun: isPrefix && !isExact ? ` ${phrase}` : null,
    synonyms: others(context.synonyms),
    spellings: others(context.spellings),
    rarity: Math.log(1 + (context.documentCount - documents + 0.5) / (documents + 0.5)),
  };
}

/** From 0, the term does not stand there, to 1, it does as it was typed. `words` has a space at both ends. */
function quality({ typed, begun, synonyms, spellings }: Wanted, words: string): number {
  if (words.includes(typed)) return 1;
  if (synonyms.some((other) => words.includes(other))) return SYNONYM;
  if (begun !== null) {
    const start = words.indexOf(begun);
    if (start >= 0) return 0.5 + (0.4 * (begun.length - 1)) / (words.indexOf(' ', start + 1) - start - 1);
  }
  return spellings.some((other) => words.includes(other)) ? CORRECTED : 0;
}
