import type { CurrentRules } from './platform-rules/current-rules.ts';
import { isProfane } from './rules/find-profanity.ts';
import { foldWords } from './text/fold-text.ts';

/** Whether a text may be shown to people who did not ask for it: it has no profane and no blocked word. */
export async function isDecent(currentRules: CurrentRules, text: string): Promise<boolean> {
  const rules = await currentRules();
  const words = foldWords(text);
  return !isProfane(words, rules) && rules.blocked.findIn(words) === undefined;
}
