import { Hono } from 'hono';
import * as z from 'zod';
import { commentPolicies } from '../../shared/contracts/comment-words.ts';
import {
  commentEditsSchema,
  commentFactsSchema,
  commentReactionSchema,
  commentVoteSchema,
  editCommentSchema,
  postCommentSchema,
} from '../../shared/contracts/comments.ts';
import { idSchema, videoIdSchema } from '../../shared/ids.ts';
import { actorOf } from '../audit/actor-of.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import { deleteComment } from './delete-comment.ts';
import type { CommentDeps } from './deps.ts';
import { editComment } from './edit-comment.ts';
import { heartComment } from './heart-comment.ts';
import { listEdits } from './list-edits.ts';
import { pinComment } from './pin-comment.ts';
import { postComment } from './post-comment.ts';
import { setCommentPolicy } from './set-comment-policy.ts';
import { voteOnComment } from './vote-on-comment.ts';

const videoSchema = z.object({ video_id: videoIdSchema });
const commentSchema = z.object({ comment_id: idSchema });
const policySchema = z.object({ policy: z.enum(commentPolicies) });

/** Writing comments; the edge answers who reads them. */
export function commentRoutes(deps: CommentDeps) {
  return new Hono<AppEnv>()
    .post(
      '/videos/:video_id/comments',
      operation({
        tag: 'Comments',
        summary: 'Comment on a video, or reply to a comment',
        description:
          'Plain text. It may be held for a decision (`state`), and is then seen by its author alone. Replying to a comment ' +
          'that is being deleted either lands below its tombstone or is refused with `conflict`.',
        answer: { status: 201, description: 'The comment', body: commentFactsSchema },
        errors: ['not_found', 'conflict', 'comments_off', 'rate_limited'],
        auth: 'required',
      }),
      validated('param', videoSchema),
      validated('json', postCommentSchema),
      async (c) => {
        const { content, parent_id: parentId = null } = c.req.valid('json');
        const operationId = c.get('operationId');
        const input = { videoId: c.req.valid('param').video_id, content, parentId, operationId };
        return c.json(await postComment(deps, requireViewer(c.get('viewer')), input), 201);
      },
    )
    .put(
      '/videos/:video_id/comment-policy',
      operation({
        tag: 'Comments',
        summary: 'Say whether a video takes comments',
        description: '`held`: each waits for a decision. `off`: there are none, and those that were are hidden.',
        answer: { status: 204, description: 'It is so', body: null },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
        scope: 'videos:write',
      }),
      validated('param', videoSchema),
      validated('json', policySchema),
      async (c) => {
        await setCommentPolicy(deps, c.get('viewer'), c.req.valid('param').video_id, c.req.valid('json').policy);
        return c.body(null, 204);
      },
    )
    .patch(
      '/comments/:comment_id',
      operation({
        tag: 'Comments',
        summary: 'Edit an own comment',
        description: 'What it said before is kept. An edit does not lift a hold.',
        answer: { status: 200, description: 'The comment', body: commentFactsSchema },
        errors: ['forbidden', 'not_found', 'conflict', 'comments_off'],
        auth: 'required',
      }),
      validated('param', commentSchema),
      validated('json', editCommentSchema),
      async (c) => {
        const { comment_id } = c.req.valid('param');
        const { content } = c.req.valid('json');
        return c.json(await editComment(deps, requireViewer(c.get('viewer')), comment_id, content), 200);
      },
    )
    .delete(
      '/comments/:comment_id',
      operation({
        tag: 'Comments',
        summary: 'Delete a comment',
        description: 'Its author, who looks after the channel, and moderators may. The thread below it stays.',
        answer: { status: 204, description: 'It is gone', body: null },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
      }),
      validated('param', commentSchema),
      async (c) => {
        await deleteComment(deps, c.get('viewer'), actorOf(c), c.req.valid('param').comment_id);
        return c.body(null, 204);
      },
    )
    .post(
      '/comments/:comment_id/reaction',
      operation({
        tag: 'Comments',
        summary: 'Like or dislike a comment, or take that back',
        description: 'Each user has one vote on each comment; sending the same again changes nothing.',
        answer: { status: 200, description: 'How the comment is taken now', body: commentVoteSchema },
        errors: ['not_found'],
        auth: 'required',
      }),
      validated('param', commentSchema),
      validated('json', commentReactionSchema),
      async (c) => {
        const { comment_id } = c.req.valid('param');
        const { action } = c.req.valid('json');
        return c.json(await voteOnComment(deps, requireViewer(c.get('viewer')), comment_id, action), 200);
      },
    )
    .put(
      '/comments/:comment_id/pin',
      operation({
        tag: 'Comments',
        summary: 'Pin a comment above the others',
        description: 'In the place of the one that was.',
        ...curated,
      }),
      validated('param', commentSchema),
      async (c) => c.json(await pinComment(deps, c.get('viewer'), c.req.valid('param').comment_id, true), 200),
    )
    .delete(
      '/comments/:comment_id/pin',
      operation({ tag: 'Comments', summary: 'Unpin a comment', ...curated }),
      validated('param', commentSchema),
      async (c) => c.json(await pinComment(deps, c.get('viewer'), c.req.valid('param').comment_id, false), 200),
    )
    .put(
      '/comments/:comment_id/heart',
      operation({ tag: 'Comments', summary: "Give a comment the creator's heart", ...curated }),
      validated('param', commentSchema),
      async (c) =>
        c.json(await heartComment(deps, requireViewer(c.get('viewer')), c.req.valid('param').comment_id, true), 200),
    )
    .delete(
      '/comments/:comment_id/heart',
      operation({ tag: 'Comments', summary: "Take the creator's heart back", ...curated }),
      validated('param', commentSchema),
      async (c) =>
        c.json(await heartComment(deps, requireViewer(c.get('viewer')), c.req.valid('param').comment_id, false), 200),
    )
    .get(
      '/comments/:comment_id/edits',
      operation({
        tag: 'Comments',
        summary: 'What a comment said before its edits',
        description: 'For its author, who works on the channel, and moderators.',
        answer: { status: 200, description: 'Oldest first', body: commentEditsSchema },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
      }),
      validated('param', commentSchema),
      async (c) => c.json(await listEdits(deps, c.get('viewer'), c.req.valid('param').comment_id), 200),
    );
}

/** What pins and hearts have in common. */
const curated = {
  answer: { status: 200, description: 'The comment', body: commentFactsSchema },
  errors: ['forbidden' as const, 'not_found' as const, 'conflict' as const],
  auth: 'required' as const,
};
