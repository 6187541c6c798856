import * as z from 'zod';
import { idSchema, videoIdSchema } from '../ids.ts';

export const commentSorts = ['newest', 'oldest', 'top'] as const;
export const commentStates = ['approved', 'held', 'rejected'] as const;

export const commentSchema = z.object({
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
  created_at: z.iso.datetime(),
  edited_at: z.iso.datetime().nullable(),
  pinned: z.boolean(),
  /** The video's creator gave it a heart. */
  hearted: z.boolean(),
  /** The video's creator wrote it. */
  by_creator: z.boolean(),
  like_count: z.int(),
  dislike_count: z.int(),
  /** Direct replies. */
  reply_count: z.int(),
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
});

export const repliesSchema = z.object({ replies: z.array(commentSchema), next_cursor: z.string().nullable() });

export type CommentSort = (typeof commentSorts)[number];
export type CommentState = (typeof commentStates)[number];
export type Comment = z.infer<typeof commentSchema>;
export type Comments = z.infer<typeof commentsSchema>;
export type Replies = z.infer<typeof repliesSchema>;
