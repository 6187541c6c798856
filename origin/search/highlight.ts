import type { Highlighted } from '../../shared/contracts/search.ts';
import type { Spellings } from './query/match-expression.ts';
import type { ParsedQuery } from './query/parse-query.ts';
import { splitWords, type Word } from './text/split-words.ts';

const SNIPPET_UNITS = 160;
/** Of a snippet's length that may stand before its first hit. */
const LEAD_UNITS = 40;

/** The whole text, with the words of the query marked. */
export function highlight(text: string, query: ParsedQuery, spellings: Spellings): Highlighted {
  return pieces(text, hitsIn(text, query, spellings));
}

/** The part of a long text around the first word of the query; empty when it has none. */
export function snippet(text: string, query: ParsedQuery, spellings: Spellings): Highlighted {
  const hits = hitsIn(text, query, spellings);
  const first = hits[0];
  if (!first) return [];
  const words = splitWords(text);
  const from = words.find(({ start }) => start >= first.start - LEAD_UNITS)?.start ?? 0;
  const to = words.findLast(({ end }) => end <= Math.max(from + SNIPPET_UNITS, first.end))?.end ?? text.length;
  const part = text.slice(from, to);
  const shown = pieces(part, hitsIn(part, query, spellings));
  const ellipsis = { text: '…', match: false };
  return [...(from > 0 ? [ellipsis] : []), ...shown, ...(to < text.length ? [ellipsis] : [])];
}

function hitsIn(text: string, { terms }: ParsedQuery, spellings: Spellings): Word[] {
  const whole = new Set(terms.flatMap(({ words }) => words.flatMap((word) => [word, ...(spellings.get(word) ?? [])])));
  const beginnings = terms.flatMap(({ words, isPrefix }) => (isPrefix ? words : []));
  return splitWords(text).filter(({ text: word }) => whole.has(word) || beginnings.some((it) => word.startsWith(it)));
}

function pieces(text: string, hits: readonly Word[]): Highlighted {
  const shown: Highlighted = [];
  let at = 0;
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
