import { createHash } from 'node:crypto';
import type { SearchRules } from '../../../shared/contracts/search-rules.ts';
import type { ParsedQuery, Term } from '../query/parse-query.ts';
import type { Subject } from '../store.ts';
import { wordsOf } from '../text/split-words.ts';

export type Curated = { pinned: Subject[]; hidden: Subject[] };
export type CompiledRules = {
  /** Another one for other rules. */
  version: string;
  /** By folded words with single spaces: what stands for them as well, written so too. */
  synonyms: ReadonlyMap<string, readonly string[]>;
  /** By the folded words of a whole query. */
  curated: ReadonlyMap<string, Curated>;
};

const MAX_WORDS = 4;

export function compileRules(rules: SearchRules): CompiledRules {
  const synonyms = new Map<string, string[]>();
  for (const group of rules.synonyms) {
    const expressions = [...new Set(group.map(foldedWords))].filter((text) => text !== '');
    for (const text of expressions) {
      const others = expressions.filter((other) => other !== text);
      synonyms.set(text, [...new Set([...(synonyms.get(text) ?? []), ...others])]);
    }
  }
  const subjects = (of: SearchRules['curated'][number]['pinned']) =>
    of.map(({ type, id }): Subject => ({ kind: type, subjectId: id }));
  return {
    version: createHash('sha256').update(JSON.stringify(rules)).digest('base64url'),
    synonyms,
    curated: new Map(
      rules.curated.map(({ query, pinned, hidden }) => [
        foldedWords(query),
        { pinned: subjects(pinned), hidden: subjects(hidden) },
      ]),
    ),
  };
}

export const foldedWords = (text: string): string => wordsOf(text).join(' ');

/** `query` with words that make up an expression with synonyms as one term, so that all of it is replaced. */
export function joinExpressions(query: ParsedQuery, { synonyms }: CompiledRules): ParsedQuery {
  if (synonyms.size === 0) return query;
  const terms: Term[] = [];
  for (let at = 0; at < query.terms.length; ) {
    const length = expressionLength(query.terms.slice(at, at + MAX_WORDS), synonyms);
    const taken = query.terms.slice(at, at + length);
    const [first] = taken;
    if (first === undefined) break;
    terms.push(length === 1 ? first : { words: taken.flatMap(({ words }) => words), isExact: false, isPrefix: false });
    at += length;
  }
  return { ...query, terms };
}

/** How many of the first of `terms` make up the longest expression; 1 when none do. */
function expressionLength(terms: readonly Term[], synonyms: CompiledRules['synonyms']): number {
  for (let length = terms.length; length > 1; length--) {
    const taken = terms.slice(0, length);
    if (taken.every(({ isExact }) => !isExact) && synonyms.has(taken.flatMap(({ words }) => words).join(' ')))
      return length;
  }
  return 1;
}

/** Of the terms of `query`, those with synonyms; what is quoted is meant as it stands. */
export function synonymsIn({ terms }: ParsedQuery, { synonyms }: CompiledRules): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { words, isExact } of terms) {
    const others = isExact ? undefined : synonyms.get(words.join(' '));
    if (others) found.set(words.join(' '), others);
  }
  return found;
}
