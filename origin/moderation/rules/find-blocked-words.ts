import type { Rule } from '../judge-comment.ts';

/** Words that the platform does not want, offensive or not. */
export const findBlockedWords: Rule = ({ words }, { blocked, source }) =>
  blocked.findIn(words) === undefined ? [] : [{ reason: 'blocked_word', points: source.blocked_words.points }];
