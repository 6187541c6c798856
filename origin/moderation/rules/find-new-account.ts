import type { CompiledRules } from '../compile-rules.ts';
import type { Rule, WrittenComment } from '../judge-comment.ts';

const hourMs = 3_600_000;

/** Not enough by itself; with something else it tips the scale. */
export const findNewAccount: Rule = (comment, rules) =>
  isNewAccount(comment, rules) ? [{ reason: 'new_account', points: rules.source.new_account.points }] : [];

export function isNewAccount({ accountAgeMs }: WrittenComment, { source }: CompiledRules): boolean {
  return source.new_account.hours > 0 && (accountAgeMs ?? 0) < source.new_account.hours * hourMs;
}
