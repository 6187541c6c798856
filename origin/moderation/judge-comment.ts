import type { CommentState } from '../../shared/contracts/comments.ts';
import type { ChannelRules, ModerationReason, Standing } from '../../shared/contracts/moderation.ts';
import type { CompiledRules } from './compile-rules.ts';
import { findBlockedWords } from './rules/find-blocked-words.ts';
import { findFloods } from './rules/find-floods.ts';
import { findLinks } from './rules/find-links.ts';
import { findNewAccount } from './rules/find-new-account.ts';
import { findProfanity } from './rules/find-profanity.ts';
import { findRepeats } from './rules/find-repeats.ts';
import { type FoldedWord, foldWords } from './text/fold-text.ts';
import { linkHosts } from './text/links.ts';
import { compileWords } from './text/word-list.ts';

/** A comment as it was written. */
export type WrittenComment = {
  content: string;
  /** The author has a part in the video's channel. */
  byTeam: boolean;
  /** `null` when it is not known, which counts as new. */
  accountAgeMs: number | null;
  /** Gists of what the author has said within the rules' window. */
  recentGists: readonly string[];
  /** How many others have said the same within it. */
  othersAlike: number;
};

/** What all rules look at, worked out once. */
export type ReadComment = WrittenComment & { words: readonly FoldedWord[]; hosts: readonly string[] };
export type Finding = { reason: ModerationReason; points: number };
/** Pure, and quick for any text that a comment can have. */
export type Rule = (comment: ReadComment, rules: CompiledRules) => Finding[];

export type ChannelCircumstances = { rules: ChannelRules; standing: Standing | null };
export type JudgedComment = { state: CommentState; reasons: ModerationReason[]; score: number; findings: Finding[] };

const pipeline: readonly Rule[] = [findProfanity, findBlockedWords, findLinks, findRepeats, findNewAccount, findFloods];

/**
 * What becomes of a comment. The platform's rules give points, which add up; a channel's own rules hold. People of the
 * channel are not judged, and whom it approves is held to the platform's rules alone.
 */
export function judgeComment(
  written: WrittenComment,
  rules: CompiledRules,
  channel: ChannelCircumstances | null,
): JudgedComment {
  if (written.byTeam) return { state: 'approved', reasons: [], score: 0, findings: [] };
  const comment = { ...written, words: foldWords(written.content), hosts: linkHosts(written.content) };
  const findings = pipeline.flatMap((rule) => rule(comment, rules)).filter(({ points }) => points > 0);
  const score = findings.reduce((sum, { points }) => sum + points, 0);
  const held = channel === null || channel.standing === 'approved' ? [] : channelReasons(comment, channel.rules);
  const { hold_at: holdAt, reject_at: rejectAt } = rules.source;
  const state = score >= rejectAt ? 'rejected' : score >= holdAt || held.length > 0 ? 'held' : 'approved';
  const platformReasons = score >= holdAt ? findings.map(({ reason }) => reason) : [];
  return { state, reasons: state === 'approved' ? [] : [...new Set([...platformReasons, ...held])], score, findings };
}

function channelReasons(comment: ReadComment, rules: ChannelRules): ModerationReason[] {
  return [
    ...(rules.hold_all ? (['channel_holds_all'] as const) : []),
    ...(rules.hold_links && comment.hosts.length > 0 ? (['channel_holds_links'] as const) : []),
    ...(compileWords(rules.blocked_words).findIn(comment.words) === undefined
      ? []
      : (['channel_blocked_word'] as const)),
  ];
}
