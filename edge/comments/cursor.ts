import { fromBase64Url, toBase64Url } from '../../shared/base64url.ts';
import { AppError } from '../../shared/errors.ts';

/** The last comment of the page before. */
export type Position = {
  /** What the list is ordered by: milliseconds or score. */
  key: number;
  commentId: string;
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `query` names the list, so that a cursor of another one is refused instead of misread. */
export function encodeCursor(query: string, { key, commentId }: Position): string {
  const json = JSON.stringify([query, key, commentId, checksum([query, key, commentId])]);
  return toBase64Url(new TextEncoder().encode(json));
}

/** Throws `invalid_cursor` for anything that `encodeCursor` did not make for this very list. */
export function decodeCursor(text: string, query: string): Position {
  const bytes = text.length <= 512 ? fromBase64Url(text) : null;
  const parts: unknown = bytes && parseJson(new TextDecoder().decode(bytes));
  if (Array.isArray(parts) && parts.length === 4) {
    const [madeFor, key, commentId, sum]: unknown[] = parts;
    const isPosition = typeof key === 'number' && typeof commentId === 'string' && UUID.test(commentId);
    if (isPosition && madeFor === query && sum === checksum([query, key, commentId])) return { key, commentId };
  }
  throw new AppError('invalid_cursor', 'this cursor is not one of this list; begin again without one');
}

/** FNV-1a over the JSON. It tells a damaged cursor from a whole one; whoever forges one only pages from elsewhere. */
function checksum(parts: [query: string, key: number, commentId: string]): number {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(parts)) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
