import * as z from 'zod';
import { idSchema, videoIdSchema } from '../ids.ts';
import { channelSchema } from './channels.ts';
import { videoSchema } from './videos.ts';

const hour = 3_600;
/** How long ago, at most, something was published. Seconds. */
export const uploadedWithinSec = {
  hour,
  today: 24 * hour,
  week: 7 * 24 * hour,
  month: 31 * 24 * hour,
  year: 366 * 24 * hour,
} as const;

export const searchQuerySchema = z.object({
  /** Words, `"words in this order"`, `-without`. Of very long ones only the beginning is looked at. */
  q: z.string().max(20_000),
  type: z.enum(['video', 'channel', 'playlist']).optional(),
  category: z.string().max(50).optional(),
  /** Below 4 minutes, up to 20, above. */
  duration: z.enum(['short', 'medium', 'long']).optional(),
  uploaded: z.enum(['hour', 'today', 'week', 'month', 'year']).optional(),
  /** BCP 47; regions are not told apart. */
  language: z.string().max(35).optional(),
  captions: z.enum(['true']).optional(),
  /** `rating`: by the share of likes, surer with more of them. */
  sort: z.enum(['relevance', 'date', 'views', 'rating']).default('relevance'),
  limit: z.coerce.number().int().min(1).max(50).default(20),
  cursor: z.string().max(300).optional(),
});

/** A text in pieces; those that were asked for are `match`. */
const highlightedSchema = z.array(z.object({ text: z.string(), match: z.boolean() }));
export const playlistResultSchema = z.object({
  playlist_id: idSchema,
  title: z.string(),
  description: z.string(),
  item_count: z.int(),
});
const facetSchema = z.array(z.object({ value: z.string(), count: z.int() }));

export const searchResultSchema = z.object({
  type: z.enum(['video', 'channel', 'playlist']),
  video: videoSchema.optional(),
  channel: channelSchema.omit({ video_count: true }).optional(),
  playlist: playlistResultSchema.optional(),
  highlights: z.object({
    title: highlightedSchema,
    /** The part of the description where words were found; empty when they were not. */
    description: highlightedSchema,
  }),
});

export const searchAnswerSchema = z.object({
  results: z.array(searchResultSchema),
  next_cursor: z.string().nullable(),
  /** Counted over the best few hundred hits, on the first page alone. */
  facets: z
    .object({ type: facetSchema, category: facetSchema, duration: facetSchema, language: facetSchema })
    .nullable(),
  /** Words that were also looked for in another spelling. */
  spellings: z.array(z.object({ word: z.string(), also: z.array(z.string()) })),
});

export const searchChoiceSchema = z.strictObject({
  /** What was searched for. */
  q: z.string().max(500),
  result: z.strictObject({ type: z.enum(['video', 'channel', 'playlist']), id: z.union([idSchema, videoIdSchema]) }),
  /** Where it stood; 1 is the first result. */
  position: z.int().min(1).max(1_000),
});

export const suggestQuerySchema = z.object({ q: z.string().max(20_000) });
const suggestionSchema = z.object({
  text: z.string(),
  /** Where it is from: what others searched for, the title of a video, the name of a channel. */
  source: z.enum(['query', 'title', 'channel']),
});
export const suggestAnswerSchema = z.object({ suggestions: z.array(suggestionSchema) });

export type SuggestAnswer = z.infer<typeof suggestAnswerSchema>;
export type Suggestion = z.infer<typeof suggestionSchema>;
export type SearchQuery = z.infer<typeof searchQuerySchema>;
export type SearchResult = z.infer<typeof searchResultSchema>;
export type SearchAnswer = z.infer<typeof searchAnswerSchema>;
export type Highlighted = z.infer<typeof highlightedSchema>;
