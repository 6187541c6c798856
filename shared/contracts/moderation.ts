import * as z from 'zod';
import { idSchema, videoIdSchema } from '../ids.ts';
import { commentStates } from './comment-words.ts';

export const profanityLanguages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ru', 'tr'] as const;

/** A word, or its beginning or end with a `*`: `spam*`, `*coin`. No expressions: nothing here can take long to match. */
export const wordPatternSchema = z
  .string()
  .trim()
  .max(60)
  .regex(
    /^\*?[\p{L}\p{N}][\p{L}\p{M}\p{N}'-]+\*?$/u,
    'must be one word of two letters or more, with * at an end at most',
  );

const words = (most: number) => z.array(wordPatternSchema).max(most);
const points = z.int().min(0).max(100);
const domainSchema = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, 'must be a domain such as example.com')
  .max(253);

/** What comments are judged by. Points of all findings add up; from `hold_at` a comment waits, from `reject_at` it is gone. */
export const moderationRulesSchema = z
  .strictObject({
    hold_at: z.int().min(1).max(1_000),
    reject_at: z.int().min(1).max(1_000),
    profanity: z.strictObject({
      points,
      languages: z.array(z.enum(profanityLanguages)),
      /** Beside those of the languages. */
      words: words(5_000),
      /** Never profane, whatever the languages say. */
      innocent: words(5_000),
    }),
    blocked_words: z.strictObject({ points, words: words(5_000) }),
    links: z.strictObject({
      /** So many cost nothing. */
      free: z.int().min(0).max(100),
      points_each: points,
      points_from_new_account: points,
      blocked_points: points,
      /** With all their subdomains. */
      blocked_domains: z.array(domainSchema).max(10_000),
    }),
    repeats: z.strictObject({
      window_minutes: z.int().min(1).max(1_440),
      /** For each own comment within the window that says nearly the same. */
      points_each: points,
      /** From so many other authors who say the same within the window. */
      others_at: z.int().min(1).max(1_000),
      points_from_others: points,
    }),
    new_account: z.strictObject({ hours: z.int().min(0).max(8_760), points }),
    floods: z.strictObject({ capitals_points: points, emoji_points: points, characters_points: points }),
    /** From so many reports since the last decision a comment is held. */
    reports: z.strictObject({ hold_at: z.int().min(1).max(1_000) }),
  })
  .refine(({ hold_at, reject_at }) => hold_at <= reject_at, {
    path: ['reject_at'],
    message: 'must not be below hold_at',
  });

export const moderationRulesVersionSchema = z.object({
  /** 0: the ones that come with Kinora. */
  version: z.int(),
  rules: moderationRulesSchema,
});

/** Why a comment is withheld, in words for its author. Codes are stable; new ones may come. */
export const moderationReasons = {
  profanity: 'It uses words that many find offensive.',
  blocked_word: 'It uses a word that is not allowed here.',
  many_links: 'It has many links.',
  blocked_link: 'It links to a site that is not allowed here.',
  link_from_new_account: 'New accounts cannot share links yet.',
  repeated: 'You said nearly the same a moment ago.',
  said_by_many: 'Many accounts have posted the same text.',
  shouting: 'It is mostly in capital letters.',
  emoji_flood: 'It is mostly emoji.',
  character_flood: 'It repeats one character many times.',
  new_account: 'Your account is new.',
  video_holds_all: 'The creator looks at comments on this video before others see them.',
  channel_holds_all: 'The creator looks at comments before others see them.',
  channel_holds_links: 'The creator looks at comments with links before others see them.',
  channel_blocked_word: 'It uses a word that the creator does not want.',
  reported: 'Viewers reported it; somebody will look at it.',
  decided: 'Somebody who looks after the comments decided so.',
} as const;
export type ModerationReason = keyof typeof moderationReasons;

export const checkTextSchema = z.object({ text: z.string().min(1).max(20_000) });
export const checkedTextSchema = z.object({
  state: z.enum(commentStates),
  score: z.int(),
  findings: z.array(z.object({ reason: z.string(), points: z.int() })),
});

export const channelRulesSchema = z.object({
  hold_all: z.boolean(),
  hold_links: z.boolean(),
  blocked_words: words(500),
});

export const standings = ['blocked', 'approved'] as const;
export const setStandingSchema = z.object({ standing: z.enum(standings) });
export const channelStandingsSchema = z.object({
  users: z.array(
    z.object({
      user_id: z.string(),
      username: z.string(),
      standing: z.enum(standings),
      since: z.iso.datetime(),
    }),
  ),
  next_cursor: z.string().nullable(),
});

/** A comment that waits for a decision. */
export const heldCommentSchema = z.object({
  comment_id: idSchema,
  video_id: videoIdSchema,
  channel_id: idSchema,
  author: z.object({ user_id: z.string(), username: z.string() }),
  content: z.string(),
  reasons: z.array(z.string()),
  created_at: z.iso.datetime(),
});
export const heldCommentsSchema = z.object({
  comments: z.array(heldCommentSchema),
  next_cursor: z.string().nullable(),
});

export const commentDecisions = ['approve', 'reject'] as const;
export const decideCommentSchema = z.object({
  decision: z.enum(commentDecisions),
  /** What it is thought to be: of two who decide at once, the second learns that the first has. */
  expected_state: z.enum(commentStates).default('held'),
  /** Also keep its author from commenting on this channel's videos. */
  block_author: z.boolean().default(false),
});
export const decideCommentsSchema = decideCommentSchema.extend({
  comment_ids: z.array(idSchema).min(1).max(100),
});

/** `decided_before`: somebody was faster, and `state` is what they made of it; `missing`: deleted, or not in this queue. */
export const decisionSchema = z.object({
  comment_id: idSchema,
  outcome: z.enum(['decided', 'decided_before', 'missing']),
  state: z.enum(commentStates).nullable(),
});
export const decisionsSchema = z.object({ decisions: z.array(decisionSchema), next_cursor: z.null() });

/** What moderators decide about, as the audit log names it. */
export const moderationActions = [
  ...(['comment.approved', 'comment.rejected', 'report.decided', 'video.taken_down', 'video.restored'] as const),
] as const;

/** A decision that was made, by whoever looks after the installation. */
export const pastDecisionSchema = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  action: z.enum(moderationActions),
  /** Their username; `null` of operators, of the system, and of people who are gone. */
  by: z.string().nullable(),
  object_kind: z.string(),
  object_id: z.string(),
  /** Of `report.decided`. */
  decision: z.enum(['resolve', 'dismiss']).nullable(),
});
export const pastDecisionsSchema = z.object({
  decisions: z.array(pastDecisionSchema),
  next_cursor: z.string().nullable(),
});

export const queueQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(512).optional(),
});

export type ModerationRules = z.infer<typeof moderationRulesSchema>;
export type ModerationRulesVersion = z.infer<typeof moderationRulesVersionSchema>;
export type ProfanityLanguage = (typeof profanityLanguages)[number];
export type CheckedText = z.infer<typeof checkedTextSchema>;
export type ChannelRules = z.infer<typeof channelRulesSchema>;
export type Standing = (typeof standings)[number];
export type ChannelStandings = z.infer<typeof channelStandingsSchema>;
export type HeldComments = z.infer<typeof heldCommentsSchema>;
export type DecideComment = z.infer<typeof decideCommentSchema>;
export type Decision = z.infer<typeof decisionSchema>;
export type PastDecisions = z.infer<typeof pastDecisionsSchema>;
export type QueueQuery = z.infer<typeof queueQuerySchema>;
