import { createHash } from 'node:crypto';
import * as z from 'zod';
import { fromBase64Url, toBase64Url } from '../../shared/base64url.ts';
import type { SearchQuery } from '../../shared/contracts/search.ts';
import { AppError } from '../../shared/errors.ts';

/** The last result of the page before, and the moment by which the first page was ranked. */
export type Position = { rankedAtMs: number; score: number; subjectId: string };

const cursorSchema = z.strictObject({
  of: z.string(),
  ranked_at_ms: z.int(),
  score: z.number(),
  subject_id: z.string().max(40),
});

/** What makes a list another list. */
function listOf({ limit: _, cursor: __, ...query }: SearchQuery): string {
  const entries = Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('base64url').slice(0, 12);
}

export function encodeCursor(query: SearchQuery, { rankedAtMs, score, subjectId }: Position): string {
  const cursor: z.infer<typeof cursorSchema> = {
    of: listOf(query),
    ranked_at_ms: rankedAtMs,
    score,
    subject_id: subjectId,
  };
  return toBase64Url(new TextEncoder().encode(JSON.stringify(cursor)));
}

/** Throws `invalid_cursor` for anything that `encodeCursor` did not make for this very query. */
export function decodeCursor(query: SearchQuery, text: string): Position {
  const bytes = fromBase64Url(text);
  const parsed = cursorSchema.safeParse(bytes && parseJson(new TextDecoder().decode(bytes)));
  if (!parsed.success || parsed.data.of !== listOf(query))
    throw new AppError('invalid_cursor', 'this cursor is not one of this search; begin again without one');
  return { rankedAtMs: parsed.data.ranked_at_ms, score: parsed.data.score, subjectId: parsed.data.subject_id };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
