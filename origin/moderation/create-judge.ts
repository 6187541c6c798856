import type { Database } from '../../platform/database.ts';
import type { Judge } from '../comments/deps.ts';
import { createCircumstanceStore } from './circumstances/store.ts';
import { askCircumstances, judgePosted, type NoteGist } from './judge-posted.ts';
import { type CurrentRules, createCurrentRules } from './platform-rules/current-rules.ts';
import { createRuleStore } from './platform-rules/store.ts';

/** What comments are judged by, and who asks for it. */
export function createJudge(deps: { db: Database; noteGist: NoteGist; clock: () => Date }): {
  rules: CurrentRules;
  judge: Judge;
} {
  const { db } = deps;
  const rules = createCurrentRules(createRuleStore(db), deps.clock);
  const judging = { ...deps, rules, circumstances: createCircumstanceStore(db) };
  return {
    rules,
    judge: {
      askCircumstances: (author) => askCircumstances(judging, author),
      verdictOn: (comment, circumstances) => judgePosted(judging, comment, circumstances),
    },
  };
}
