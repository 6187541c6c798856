import * as z from 'zod';
import { idSchema, videoIdSchema } from '../ids.ts';

const textSchema = z.string().trim().min(1).max(100);
const subjectSchema = z.strictObject({
  type: z.enum(['video', 'channel', 'playlist']),
  id: z.union([idSchema, videoIdSchema]),
});
const curatedSchema = z.strictObject({
  /** Searches with these words in this order and no others, however written. */
  query: textSchema,
  /** Stand first, in this order, as long as everyone may see them. */
  pinned: z.array(subjectSchema).max(20).default([]),
  /** Are not shown for it. */
  hidden: z.array(subjectSchema).max(200).default([]),
});

/** What operators say of searches, whatever engine answers them. */
export const searchRulesSchema = z.strictObject({
  /** Each group's words and expressions stand for one another. */
  synonyms: z.array(z.array(textSchema).min(2).max(10)).max(1_000).default([]),
  curated: z.array(curatedSchema).max(1_000).default([]),
});

export type SearchRules = z.output<typeof searchRulesSchema>;
