import * as z from 'zod';

/** What keeps counts of rows of its own: ratings, subscriptions, items. */
export const countedKinds = ['videos', 'channels', 'playlists'] as const;

const perKindSchema = z.object({ videos: z.int(), channels: z.int(), playlists: z.int() });

/** One slice: how many were looked at, and how many of them were wrong. `next` is the `from` of the next; null at the end. */
export const recountSchema = z.object({
  looked_at: perKindSchema,
  repaired: perKindSchema,
  next: z.string().nullable(),
});
export const recountRequestSchema = z.object({ from: z.string().max(60).nullable() });

export type CountedKind = (typeof countedKinds)[number];
export type Recount = z.infer<typeof recountSchema>;
