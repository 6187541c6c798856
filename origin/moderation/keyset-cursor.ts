import * as z from 'zod';
import { fromBase64Url, toBase64Url } from '../../shared/base64url.ts';
import { AppError } from '../../shared/errors.ts';

/** A place in a list that is ordered by time, and by id within the same millisecond. */
export type Place = { at: Date; id: string };

const cursorSchema = z.object({ list: z.string(), at_ms: z.int(), id: z.string().max(64) });

/** `list` names the query, so that a cursor of another list is refused instead of misread. */
export function encodeKeyset(list: string, { at, id }: Place): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify({ list, at_ms: at.getTime(), id })));
}

/** `null` for the first page. Throws `invalid_cursor` for anything `encodeKeyset` did not make for this list. */
export function decodeKeyset(list: string, text: string | undefined): Place | null {
  if (text === undefined) return null;
  const cursor = cursorSchema.safeParse(parse(fromBase64Url(text)));
  if (!cursor.success || cursor.data.list !== list)
    throw new AppError('invalid_cursor', 'this cursor is not one of this list');
  return { at: new Date(cursor.data.at_ms), id: cursor.data.id };
}

/** Cuts a page out of `limit + 1` rows, with the cursor of the next one. */
export function pageOf<Row>(
  list: string,
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => Place,
): { page: Row[]; next_cursor: string | null } {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { page, next_cursor: last === undefined ? null : encodeKeyset(list, placeOf(last)) };
}

function parse(bytes: Uint8Array | null | undefined): unknown {
  try {
    return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : undefined;
  } catch {
    return undefined;
  }
}
