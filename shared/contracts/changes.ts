import * as z from 'zod';

/**
 * The kinds of entries in the change feed, and what their subject is.
 * `video_changed`: a video's row says something else; what is cached of it is old.
 * `video_revoked`: besides, fewer viewers may watch it; its playback tokens end.
 * `user_revoked`, `user_restored`: a suspended account loses its playback tokens and access tokens, until restored.
 * `channel_changed`, `playlist_changed`: what is said about it, or that it is there at all (written by triggers).
 * `session_revoked`: one playback session. `key_revoked`: the id of a key that signs playback tokens, for good.
 */
export const changeKinds = [
  'video_changed',
  'video_revoked',
  'user_revoked',
  'user_restored',
  'session_revoked',
  'key_revoked',
  'channel_changed',
  'playlist_changed',
] as const;
export const changeKindSchema = z.enum(changeKinds);

/**
 * `GET /internal/changes?after=SEQ`: what came after `SEQ`, oldest first. Without `after`, for one who knows nothing
 * yet, or with one this database never reached: `from_start`, and the newest entry of everything still revoked.
 */
export const changeFeedSchema = z.object({
  /** The highest sequence number that this answer covers. */
  head: z.int(),
  from_start: z.boolean(),
  changes: z.array(z.object({ seq: z.int(), kind: changeKindSchema, subject: z.string() })),
  /** True when there is more after `head`: ask again at once. */
  more: z.boolean(),
});

export type ChangeKind = z.infer<typeof changeKindSchema>;
export type ChangeFeedPage = z.infer<typeof changeFeedSchema>;
