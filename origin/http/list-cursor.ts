import * as z from 'zod';
import { fromBase64Url, toBase64Url } from '../../shared/base64url.ts';
import { AppError } from '../../shared/errors.ts';

/** Cursors of one kind of list; `filter` is what else the list was asked for, so that another list refuses them. */
export type ListCursor<Position> = {
  encode(position: Position, filter?: string): string;
  /** The last row of the page before; null for the first page. Throws `invalid_cursor` for what `encode` did not make. */
  decode(cursor: string | undefined, filter?: string): Position | null;
};

export function createListCursor<Position>(list: string, position: z.ZodType<Position>): ListCursor<Position> {
  const schema = z.object({ list: z.string(), after: position });
  const nameOf = (filter: string) => `${list}:${filter}`;
  return {
    encode: (after, filter = '') =>
      toBase64Url(new TextEncoder().encode(JSON.stringify({ list: nameOf(filter), after }))),
    decode(cursor, filter = '') {
      if (cursor === undefined) return null;
      const parsed = schema.safeParse(parseJson(fromBase64Url(cursor)));
      if (!parsed.success || parsed.data.list !== nameOf(filter))
        throw new AppError('invalid_cursor', 'this cursor is not one of this list');
      return parsed.data.after;
    },
  };
}

/** A page made of one row more than it shows, which tells whether there is another. */
export function pageOf<Row>(rows: readonly Row[], limit: number): { shown: Row[]; last: Row | null } {
  const shown = rows.slice(0, limit);
  return { shown, last: rows.length > limit ? (shown.at(-1) ?? null) : null };
}

function parseJson(bytes: Uint8Array | null): unknown {
  try {
    return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : undefined;
  } catch {
    return undefined;
  }
}
