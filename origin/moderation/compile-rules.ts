import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from 'obscenity';
import type { ModerationRules } from '../../shared/contracts/moderation.ts';
import { compileWords, type WordList } from './text/word-list.ts';
import { profaneWords } from './words/profane-words.ts';

/** Rules as data, with their lists made ready to be asked. */
export type CompiledRules = {
  source: ModerationRules;
  profane: WordList;
  innocent: WordList;
  blocked: WordList;
  blockedDomains: ReadonlySet<string>;
  /** Knows English with its disguises and innocent look-alikes; `null` when English is not asked for. */
  english: { hasMatch(text: string): boolean } | null;
};

let englishMatcher: CompiledRules['english'] = null;
/** Most words of most comments are among them. */
const REMEMBERED_WORDS = 10_000;
const MAX_REMEMBERED_LENGTH = 30;

export function compileRules(source: ModerationRules): CompiledRules {
  const { profanity, blocked_words: blockedWords, links } = source;
  if (profanity.languages.includes('en'))
    englishMatcher ??= rememberWords(
      new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers }),
    );
  return {
    source,
    profane: compileWords([...profanity.languages.flatMap((language) => profaneWords[language]), ...profanity.words]),
    innocent: compileWords(profanity.innocent),
    blocked: compileWords(blockedWords.words),
    blockedDomains: new Set(links.blocked_domains),
    english: profanity.languages.includes('en') ? englishMatcher : null,
  };
}

/** `matcher` tries all its expressions on each word; what it said of the last ones is kept. */
function rememberWords(matcher: RegExpMatcher) {
  const known = new Map<string, boolean>();
  return {
    hasMatch(word: string): boolean {
      const said = known.get(word);
      if (said !== undefined) return said;
      const isMatch = matcher.hasMatch(word);
      if (known.size >= REMEMBERED_WORDS) known.clear();
      if (word.length <= MAX_REMEMBERED_LENGTH) known.set(word, isMatch);
      return isMatch;
    },
  };
}
