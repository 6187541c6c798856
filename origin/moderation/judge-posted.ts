import type { Question } from '../../platform/questions.ts';
import { AppError } from '../../shared/errors.ts';
import type { Judged, Verdict } from '../comments/deps.ts';
import type { CircumstanceStore, Circumstances } from './circumstances/store.ts';
import type { CompiledRules } from './compile-rules.ts';
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

/** What the rules want to know about somebody who comments below a video. */
export async function askCircumstances(
  { rules, circumstances, clock }: JudgeDeps,
  { videoId, authorId }: Pick<Judged, 'videoId' | 'authorId'>,
): Promise<Question<Circumstances>> {
  const windowMs = windowMsOf(await rules());
  return circumstances.ask({ videoId, authorId, since: new Date(clock().getTime() - windowMs) });
}

/** Throws `forbidden` for an author whom the channel has blocked. */
export async function judgePosted(
  deps: JudgeDeps,
  { commentId, authorId, content, byTeam }: Judged,
  { channel, authorSince, recent }: Circumstances,
): Promise<Verdict> {
  if (byTeam) return { state: 'approved', reasons: [] };
  if (channel.standing === 'blocked') throw new AppError('forbidden', 'this channel does not take comments from you');
  const rules = await deps.rules();
  const gist = gistOf(content);
  const othersAlike = gist.length < MIN_GIST_LENGTH ? 0 : await deps.noteGist(gist, authorId, windowMsOf(rules));
  const { state, reasons } = judgeComment(
    {
      ...{ content, byTeam, othersAlike },
      accountAgeMs: authorSince && deps.clock().getTime() - authorSince.getTime(),
      recentGists: recent.filter(({ id }) => id !== commentId).map((each) => gistOf(each.content)),
    },
    rules,
    channel,
  );
  return { state, reasons };
}

const windowMsOf = (rules: CompiledRules): number => rules.source.repeats.window_minutes * 60_000;
