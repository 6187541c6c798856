import type { Ask, Question } from '../../platform/questions.ts';
import type { CommentState } from '../../shared/contracts/comments.ts';
import type { AuditingDeps } from '../audit/note-as.ts';
import type { Circumstances } from '../moderation/circumstances/store.ts';
import type { VideoDeps } from '../videos/find-visible-video.ts';
import type { CommentStore } from './store.ts';
import type { VoteStore } from './votes/store.ts';

/** What is made of a comment before others see it; `reasons` are codes that its author is told in words. */
export type Verdict = { state: CommentState; reasons: string[] };

/** A comment as it was written; `commentId` is null for a new one. */
export type Judged = {
  commentId: string | null;
  videoId: string;
  authorId: string;
  content: string;
  /** The author has a part in the video's channel. */
  byTeam: boolean;
};

/** Wants to know something first, which can be asked with other things, and then decides. */
export type Judge = {
  askCircumstances: (author: Pick<Judged, 'videoId' | 'authorId'>) => Promise<Question<Circumstances>>;
  verdictOn: (comment: Judged, circumstances: Circumstances) => Promise<Verdict>;
};

export type CommentDeps = AuditingDeps & {
  ask: Ask;
  videos: VideoDeps;
  store: CommentStore;
  votes: VoteStore;
  judge: Judge;
  commentsPerMinute: number;
  /** Sends what the rooms are to be told, after a commit. */
  wakeRooms: () => void;
  /** Tells the rooms of changed counts, a moment later. */
  wakeCounts: () => void;
};
