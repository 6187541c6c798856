import * as z from 'zod';
import { videoIdSchema } from '../ids.ts';
import { reportReasons } from './report-words.ts';

export const reportableKinds = ['comment', 'video', 'channel'] as const;

export const reportSchema = z.object({
  reason: z.enum(reportReasons),
  /** In the reporter's own words. */
  note: z.string().trim().max(500).default(''),
});

export const reportCaseSchema = z.object({
  object_kind: z.enum(reportableKinds),
  object_id: z.string(),
  /** A comment's text, a video's title or a channel's name; `null` when it is gone. */
  excerpt: z.string().nullable(),
  /** Who wrote the comment, or has the video or channel; `null` when it is gone. */
  author: z.string().nullable(),
  /** Where to look at it: the video, which may be the one a comment is below, … */
  video_id: videoIdSchema.nullable(),
  /** … or the channel. */
  handle: z.string().nullable(),
  /** Of a comment: whether viewers see it. Of a video: whether it was taken down. */
  is_withheld: z.boolean(),
  /** Reports since the last decision. */
  report_count: z.int(),
  /** Of all reports there were, with how many gave each. */
  reasons: z.array(z.object({ reason: z.enum(reportReasons), count: z.int() })),
  /** The latest words of reporters, at most five. */
  notes: z.array(z.string()),
  opened_at: z.iso.datetime(),
});

export const reportCasesSchema = z.object({ cases: z.array(reportCaseSchema), next_cursor: z.string().nullable() });

/** `resolve`: there was something to it, and a comment is rejected; `dismiss`: there was not, and a held one is shown. */
export const reportDecisionSchema = z.object({ decision: z.enum(['resolve', 'dismiss']) });

export type ReportableKind = (typeof reportableKinds)[number];
export type ReportCases = z.infer<typeof reportCasesSchema>;
export type ReportDecision = z.infer<typeof reportDecisionSchema>['decision'];
