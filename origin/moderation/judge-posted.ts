import { AppError } from '../../shared/errors.ts';
import type { Judged, Verdict } from '../comments/deps.ts';
import type { CircumstanceStore } from './circumstances/store.ts';
import { judgeComment } from './judge-comment.ts';
import type { CurrentRules } from './platform-rules/current-rules.ts';
import { gistOf, MIN_GIST_LENGTH } from './text/likeness.ts';

/** Notes that `authorId` said `gist`, and tells how many others have within `windowMs`. */
export type NoteGist = (gist: string, authorId: string, windowMs: number) => Promise<number>;

export type JudgeDeps = {
  rules: CurrentRules;
  circumstances: CircumstanceStore;
  noteGist: NoteGist;
  clock: () => Date;
};

/** Gathers what the rules want to know and judges. Throws `forbidden` for an author whom the channel has blocked. */
export async function judgePosted(deps: JudgeDeps, comment: Judged): Promise<Verdict> {
  const { authorId, channelId, content, byTeam, commentId } = comment;
  if (byTeam) return { state: 'approved', reasons: [] };
  const rules = await deps.rules();
  const now = deps.clock();
  const windowMs = rules.source.repeats.window_minutes * 60_000;
  const since = new Date(now.getTime() - windowMs);
  const { channel, authorSince, recent } = await deps.circumstances.find({ channelId, authorId, since });
  if (channel.standing === 'blocked') throw new AppError('forbidden', 'this channel does not take comments from you');
  const gist = gistOf(content);
  const othersAlike = gist.length < MIN_GIST_LENGTH ? 0 : await deps.noteGist(gist, authorId, windowMs);
  const { state, reasons } = judgeComment(
    {
      ...{ content, byTeam, othersAlike },
      accountAgeMs: authorSince && now.getTime() - authorSince.getTime(),
      recentGists: recent.filter(({ id }) => id !== commentId).map((each) => gistOf(each.content)),
    },
    rules,
    channel,
  );
  return { state, reasons };
}
