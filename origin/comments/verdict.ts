import type { CommentPolicy, CommentState } from '../../shared/contracts/comments.ts';
import type { Verdict } from './deps.ts';

const severity: Record<CommentState, number> = { approved: 0, held: 1, rejected: 2 };

/** The graver of two verdicts; the first of two alike. */
export function graver(one: Verdict, other: Verdict): Verdict {
  return severity[other.state] > severity[one.state] ? other : one;
}

/** What the video's own setting makes of any comment that its channel's people did not write. */
export function byPolicy(policy: CommentPolicy, byTeam: boolean): Verdict {
  return policy === 'held' && !byTeam
    ? { state: 'held', reasons: ['video_holds_all'] }
    : { state: 'approved', reasons: [] };
}
