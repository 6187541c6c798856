import * as z from 'zod';
import { cleanComment, isSeen } from '../comments/clean-comment.ts';
import { idSchema, videoIdSchema } from '../ids.ts';
import {
  commentActions,
  commentPolicies,
  type commentSorts,
  commentStates,
  MAX_COMMENT_BYTES,
  MAX_COMMENT_CHARACTERS,
} from './comment-words.ts';

/** Cleaned before it is measured: in code points, and in bytes of UTF-8. */
const contentSchema = z
  .string()
  .max(64 * 1024)
  .transform(cleanComment)
  .refine(isSeen, 'write something')
  .refine((text) => [...text].length <= MAX_COMMENT_CHARACTERS, `at most ${MAX_COMMENT_CHARACTERS} characters`)
  .refine((text) => new TextEncoder().encode(text).length <= MAX_COMMENT_BYTES, `at most ${MAX_COMMENT_BYTES} bytes`);

export const postCommentSchema = z.object({
  content: contentSchema,
  /** The comment that this one replies to, at any depth. */
  parent_id: idSchema.nullish(),
});
export const editCommentSchema = z.object({ content: contentSchema });
export const commentReactionSchema = z.object({ action: z.enum(commentActions) });

/** A comment without the thread below it. */
export const commentFactsSchema = z.object({
  comment_id: idSchema,
  video_id: videoIdSchema,
  parent_id: idSchema.nullable(),
  /** 0 for a comment on the video, 1 for a reply to one, and so on. */
  depth: z.int(),
  /** `null` once the comment is deleted. */
  author: z
    .object({ user_id: z.string(), username: z.string(), name: z.string(), image_url: z.string().nullable() })
    .nullable(),
  /** Plain text, to be escaped where it is shown; `null` once the comment is deleted. */
  content: z.string().nullable(),
  /** Other than `approved` only in what its author is sent. */
  state: z.enum(commentStates),
  /** Why it is not, in codes; empty for everybody but its author. */
  reasons: z.array(z.string()),
  created_at: z.iso.datetime(),
  edited_at: z.iso.datetime().nullable(),
  pinned: z.boolean(),
  /** The video's creator gave it a heart. */
  hearted: z.boolean(),
  /** The video's creator wrote it. */
  by_creator: z.boolean(),
  like_count: z.int(),
  dislike_count: z.int(),
  /** The viewer's own vote; `null` without one, and for who is not signed in. */
  own_vote: z.enum(['like', 'dislike']).nullable(),
  /** Direct replies. */
  reply_count: z.int(),
});

export const commentSchema = commentFactsSchema.extend({
  /** The first of them, with the first of theirs; more by `more_replies_cursor`. */
  get replies() {
    return z.array(commentSchema);
  },
  /** For `GET /comments/{comment_id}/replies`; `null` when `replies` holds all. */
  more_replies_cursor: z.string().nullable(),
});

/** A page of a video's comments. Pinned ones, and the viewer's own that wait for a decision, stand first on the first page. */
export const commentsSchema = z.object({
  comments: z.array(commentSchema),
  next_cursor: z.string().nullable(),
  /** Comments and replies that everyone sees. */
  total_count: z.int(),
  /** Whether the video takes comments; without any when it is `off`. */
  policy: z.enum(commentPolicies),
});

export const repliesSchema = z.object({ replies: z.array(commentSchema), next_cursor: z.string().nullable() });

/** How a comment is taken now, in answer to a vote. */
export const commentVoteSchema = commentFactsSchema.pick({ like_count: true, dislike_count: true, own_vote: true });

/** What a comment said before; `content` is what it said from `written_at` on. */
export const commentEditsSchema = z.object({
  edits: z.array(z.object({ content: z.string(), written_at: z.iso.datetime() })),
  next_cursor: z.null(),
});

const countedSchema = z.object({
  total_count: z.int(),
  counts: z.array(
    commentFactsSchema.pick({ comment_id: true, like_count: true, dislike_count: true, reply_count: true }),
  ),
});

/** What a video's room is told, by type of the event. Nobody's own vote is in it. */
export const commentEventSchemas = {
  /** A comment that everybody sees now. One that was just posted brings the counts that it has changed. */
  'comment.created': countedSchema.partial().extend({ comment: commentFactsSchema }),
  /** One that was edited, pinned, given a heart, or is a tombstone now; also the reverse of those. */
  'comment.changed': z.object({ comment: commentFactsSchema }),
  /** One that nobody sees any more, with all below it. */
  'comment.removed': z.object({ comment_id: idSchema, parent_id: idSchema.nullable() }),
  'comments.counted': countedSchema,
} as const;

/** `next` is the `from` of the next slice; null at the end. */
export const commentRecountSchema = z.object({
  ...{ comments: z.int(), videos: z.int(), repaired_comments: z.int(), repaired_videos: z.int() },
  next: z.string().nullable(),
});
export const commentRecountRequestSchema = z.object({ from: z.string().max(60).nullable() });

export type CommentSort = (typeof commentSorts)[number];
export type CommentState = (typeof commentStates)[number];
export type CommentPolicy = (typeof commentPolicies)[number];
export type CommentAction = (typeof commentActions)[number];
export type CommentFacts = z.infer<typeof commentFactsSchema>;
export type CommentVote = z.infer<typeof commentVoteSchema>;
export type CommentEdits = z.infer<typeof commentEditsSchema>;
export type CommentRecount = z.infer<typeof commentRecountSchema>;
export type CommentEventType = keyof typeof commentEventSchemas;
export type CommentEvent = {
  [Type in CommentEventType]: { type: Type; data: z.infer<(typeof commentEventSchemas)[Type]> };
}[CommentEventType];
/** What a message says of counts, all of them as they were at one moment. */
export type CommentsCounted = Pick<z.infer<(typeof commentEventSchemas)['comment.created']>, 'total_count' | 'counts'>;
export type Comment = z.infer<typeof commentSchema>;
export type Comments = z.infer<typeof commentsSchema>;
export type Replies = z.infer<typeof repliesSchema>;
