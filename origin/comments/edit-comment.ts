import { mentionedHandles } from '../../shared/comments/comment-segments.ts';
import { presentCommentFacts } from '../../shared/comments/present-comment.ts';
import type { CommentFacts } from '../../shared/contracts/comments.ts';
import type { Actor } from '../policy/who.ts';
import type { CommentDeps } from './deps.ts';
import { findComment, partsOf, requireTalk } from './find-comment.ts';
import { byPolicy, graver } from './verdict.ts';

/** Says something else in an own comment, which is judged anew; what it said before is kept. */
export async function editComment(
  deps: CommentDeps,
  actor: NonNullable<Actor>,
  commentId: string,
  content: string,
): Promise<CommentFacts> {
  const { comment, video } = await findComment(deps, actor, commentId, 'comments.edit');
  requireTalk(video);
  const { id: videoId, commentPolicy } = video.video;
  const byTeam = partsOf(video, actor).length > 0;
  const authorId = comment.author.userId;
  const [circumstances] = await deps.ask(await deps.judge.askCircumstances({ videoId, authorId }));
  const judged = await deps.judge.verdictOn({ commentId, videoId, authorId, content, byTeam }, circumstances);
  const verdict = graver(judged, byPolicy(commentPolicy, byTeam));
  const edited = await deps.store.edit(
    commentId,
    { content, mentions: mentionedHandles(content), verdict },
    deps.clock(),
  );
  deps.wakeRooms();
  deps.wakeCounts();
  return presentCommentFacts(edited);
}
