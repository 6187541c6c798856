import * as z from 'zod';
import { fromBase64Url, toBase64Url } from '../../shared/base64url.ts';
import { AppError } from '../../shared/errors.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import type { Position } from './store.ts';

/** `list` names the query, so that a cursor of another list is refused instead of misread. */
const cursorSchema = z.object({ list: z.string(), created_at_ms: z.int(), video_id: videoIdSchema });

export function encodeCursor(position: Position, list = 'newest'): string {
  const cursor: z.infer<typeof cursorSchema> = {
    list,
    created_at_ms: position.createdAt.getTime(),
    video_id: position.videoId,
  };
  return toBase64Url(new TextEncoder().encode(JSON.stringify(cursor)));
}

/** Throws `validation_failed` for anything `encodeCursor` did not make. */
export function decodeCursor(text: string, list = 'newest'): Position {
  const bytes = fromBase64Url(text);
  const cursor = cursorSchema.safeParse(bytes && parseJson(new TextDecoder().decode(bytes)));
  if (!cursor.success || cursor.data.list !== list)
    throw new AppError('validation_failed', 'this cursor is not one of this list');
  return { createdAt: new Date(cursor.data.created_at_ms), videoId: cursor.data.video_id };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
