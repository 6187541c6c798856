import * as z from 'zod';

/** `GET /videos/{id}/shares`: short by rule, so there is one page. */
export const sharesSchema = z.object({
  shares: z.array(z.object({ username: z.string(), created_at: z.iso.datetime() })),
  next_cursor: z.null(),
});

export type Shares = z.infer<typeof sharesSchema>;
