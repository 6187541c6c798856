import * as z from 'zod';
import { fromBase64Url, toBase64Url } from '../../shared/base64url.ts';
import type { AuditQuery } from '../../shared/contracts/audit.ts';
import { AppError } from '../../shared/errors.ts';

const cursorSchema = z.object({ filter: z.string(), before: z.int().positive() });

/** What the cursor of one list is bound to, so that another list refuses it. */
const filterOf = ({ actor, action, object }: AuditQuery) =>
  JSON.stringify([actor ?? null, action ?? null, object ?? null]);

export function encodeAuditCursor(query: AuditQuery, before: number): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify({ filter: filterOf(query), before })));
}

/** The `seq` to go on below; `null` for the first page. Throws `invalid_cursor`. */
export function decodeAuditCursor(query: AuditQuery): number | null {
  if (query.cursor === undefined) return null;
  const cursor = cursorSchema.safeParse(parse(fromBase64Url(query.cursor)));
  if (!cursor.success || cursor.data.filter !== filterOf(query))
    throw new AppError('invalid_cursor', 'this cursor is not one of this list');
  return cursor.data.before;
}

function parse(bytes: Uint8Array | null | undefined): unknown {
  try {
    return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : undefined;
  } catch {
    return undefined;
  }
}
