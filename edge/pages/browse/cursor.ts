import { fromBase64Url, toBase64Url } from '../../../shared/base64url.ts';
import type { ListPosition, ListQuery } from './store.ts';

const nameOf = (query: ListQuery) => JSON.stringify(Object.values(query));

export function encodeCursor(query: ListQuery, { key, videoId }: ListPosition): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify([nameOf(query), key, videoId])));
}

/** Null for what `encodeCursor` did not make for this very list: an old link begins at the top again. */
export function decodeCursor(query: ListQuery, cursor: string | undefined): ListPosition | null {
  const bytes = cursor !== undefined && cursor.length <= 512 ? fromBase64Url(cursor) : null;
  const parts: unknown = bytes && parseJson(new TextDecoder().decode(bytes));
  if (!Array.isArray(parts)) return null;
  const [name, key, videoId]: unknown[] = parts;
  const isPosition = typeof key === 'number' && Number.isFinite(key) && typeof videoId === 'string';
  return isPosition && name === nameOf(query) ? { key, videoId } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
