import { type CompiledRules, compileRules } from '../compile-rules.ts';
import type { RuleStore } from './store.ts';

export type CurrentRules = () => Promise<CompiledRules>;

const freshForMs = 2_000;

/** The rules that count, at most two seconds old; compiled anew only when their version is another. */
export function createCurrentRules(store: Pick<RuleStore, 'current'>, clock: () => Date): CurrentRules {
  let known: { version: number; compiled: CompiledRules; readAtMs: number } | undefined;
  return async () => {
    const nowMs = clock().getTime();
    if (known && nowMs - known.readAtMs < freshForMs) return known.compiled;
    const { version, rules } = await store.current();
    const compiled = known?.version === version ? known.compiled : compileRules(rules);
    known = { version, compiled, readAtMs: nowMs };
    return compiled;
  };
}
