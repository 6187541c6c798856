import type { CompiledRules } from '../compile-rules.ts';
import type { Rule } from '../judge-comment.ts';
import type { FoldedWord } from '../text/fold-text.ts';

/** Offensive words, whole ones: what only contains one is not meant. */
export const findProfanity: Rule = ({ words }, rules) =>
  isProfane(words, rules) ? [{ reason: 'profanity', points: rules.source.profanity.points }] : [];

export function isProfane(words: readonly FoldedWord[], rules: CompiledRules): boolean {
  const suspect = words.filter((word) => !rules.innocent.has(word));
  return (
    rules.profane.findIn(suspect) !== undefined ||
    suspect.some((word) => word.some((reading) => rules.english?.hasMatch(reading) === true))
  );
}
