import type { Highlighted } from '../../shared/contracts/search.ts';
import type { Spellings } from './query/match-expression.ts';
import type { ParsedQuery } from './query/parse-query.ts';
import { splitWords, type Word } from './text/split-words.ts';

const SNIPPET_UNITS = 160;
/** Of a snippet's length that may stand before its first hit. */
const LEAD_UNITS = 40;

export type Highlighter = {
  /** The whole text, with the words of the query marked. */
  highlight(text: string): Highlighted;
  /** The part of a long text around the first word of the query; empty when it has none. */
  snippet(text: string): Highlighted;
};

/** Marks the words of a query in texts, and those that stand for them. */
export function createHighlighter({ terms }: ParsedQuery, spellings: Spellings): Highlighter {
  const whole = new Set(terms.flatMap(({ words }) => words.flatMap((word) => [word, ...(spellings.get(word) ?? [])])));
  const beginnings = terms.flatMap(({ words, isPrefix }) => (isPrefix ? words : []));
  const isHit = ({ text }: Word) => whole.has(text) || beginnings.some((it) => text.startsWith(it));
  return {
    highlight: (text) => pieces(text, splitWords(text).filter(isHit)),
    snippet(text) {
      const words = splitWords(text);
      const hits = words.filter(isHit);
      const [first] = hits;
      if (!first) return [];
      const from = words.find(({ start }) => start >= first.start - LEAD_UNITS)?.start ?? 0;
      const to = words.findLast(({ end }) => end <= Math.max(from + SNIPPET_UNITS, first.end))?.end ?? text.length;
      const within = hits.filter(({ start, end }) => start >= from && end <= to);
      const shown = pieces(text.slice(0, to), within, from);
      const ellipsis = { text: '…', match: false };
      return [...(from > 0 ? [ellipsis] : []), ...shown, ...(to < text.length ? [ellipsis] : [])];
    },
  };
}

/** The text from `from` on, cut where `hits` begin and end. */
function pieces(text: string, hits: readonly Word[], from = 0): Highlighted {
  const shown: Highlighted = [];
  let at = from;
  for (const { start, end } of hits) {
    const last = shown.at(-1);
    if (start > at) shown.push({ text: text.slice(at, start), match: false });
    // Pairs of ideographs overlap.
    if (last?.match && start <= at) last.text += text.slice(at, end);
    else shown.push({ text: text.slice(Math.max(at, start), end), match: true });
    at = end;
  }
  if (at < text.length) shown.push({ text: text.slice(at), match: false });
  return shown;
}
