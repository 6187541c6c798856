import * as z from 'zod';

/** Body of `PUT /internal/admin/videos/{id}/takedown`. */
export const takeDownSchema = z.object({
  /** For the owner. */
  reason: z.string().trim().min(1).max(500).optional(),
  /** Because the law demands it: viewers are told so (451, RFC 7725) instead of finding nothing. */
  by_law: z.boolean().default(false),
});

export type TakeDown = z.output<typeof takeDownSchema>;
