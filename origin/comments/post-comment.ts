import { mentionedHandles } from '../../shared/comments/comment-segments.ts';
import { presentCommentFacts } from '../../shared/comments/present-comment.ts';
import type { CommentFacts } from '../../shared/contracts/comments.ts';
import { newId } from '../../shared/ids.ts';
import { requireMay } from '../policy/may.ts';
import type { Actor } from '../policy/who.ts';
import { requireSight } from '../videos/find-visible-video.ts';
import type { CommentDeps } from './deps.ts';
import { partsOf, requireTalk } from './find-comment.ts';
import { byPolicy, graver } from './verdict.ts';

export type NewCommentInput = {
  videoId: string;
  content: string;
  parentId: string | null;
  /** Of a request that may be tried again. */
  operationId?: string | undefined;
};

/**
 * A comment on a video that the actor sees, or a reply to one below it. Throws `not_found`, `comments_off`,
 * `rate_limited`, and `conflict` when the comment that it replies to was deleted.
 */
export async function postComment(
  deps: CommentDeps,
  actor: NonNullable<Actor>,
  { videoId, content, parentId, operationId }: NewCommentInput,
): Promise<CommentFacts> {
  const authorId = actor.userId;
  const [access, circumstances, around] = await deps.ask(
    deps.videos.store.askAccess({ videoId, userId: authorId }),
    await deps.judge.askCircumstances({ videoId, authorId }),
    deps.store.askSurroundings({ authorId, parentId }),
  );
  const now = deps.clock();
  const video = requireSight(access, actor, now);
  const parts = partsOf(video, actor);
  requireMay(actor, 'comments.write', parts, 'sign in to write comments');
  requireTalk(video);
  const byTeam = parts.length > 0;
  const { channelId, ownerId, commentPolicy } = video.video;
  const judged = await deps.judge.verdictOn({ commentId: null, videoId, authorId, content, byTeam }, circumstances);
  const comment = {
    id: operationId ?? newId(),
    ...{ videoId, channelId, ownerId, authorId, parentId, content },
    mentions: mentionedHandles(content),
    verdict: graver(judged, byPolicy(commentPolicy, byTeam)),
  };
  const posted = await deps.store.post(comment, around, deps.commentsPerMinute, now);
  deps.wakeRooms();
  return presentCommentFacts(posted);
}
