import { AppError } from '../../../shared/errors.ts';
import { requireMay } from '../../policy/may.ts';
import type { SignedIn } from '../../policy/who.ts';
import { findVisibleAccess, type VideoDeps } from '../../videos/find-visible-video.ts';
import type { Dislike, FeedbackStore } from './store.ts';

export type HideDeps = {
  feedback: FeedbackStore;
  videos: VideoDeps;
  findChannel: (channelId: string) => Promise<boolean>;
  clock: () => Date;
};
type Subject = Pick<Dislike, 'kind' | 'subjectId'>;

/** Keeps a video, or all of a channel, out of what is suggested to the actor. Throws `not_found`. */
export async function hide(deps: HideDeps, actor: SignedIn, { kind, subjectId }: Subject): Promise<void> {
  requireMay(actor, 'suggestions.own', [], 'sign in to say what you do not want to be suggested');
  if (kind === 'video') await findVisibleAccess(deps.videos, actor, subjectId);
  else if (!(await deps.findChannel(subjectId))) throw new AppError('not_found', 'there is no such channel');
  await deps.feedback.hide({ userId: actor.userId, kind, subjectId }, deps.clock());
}

/** Takes that back, also of what is gone by now; doing so again changes nothing. */
export async function unhide(deps: HideDeps, actor: SignedIn, subject: Subject): Promise<void> {
  requireMay(actor, 'suggestions.own', [], 'sign in to say what you do not want to be suggested');
  await deps.feedback.unhide({ userId: actor.userId, ...subject });
}
