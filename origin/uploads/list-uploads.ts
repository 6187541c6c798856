import * as z from 'zod';
import { fromBase64Url, toBase64Url } from '../../shared/base64url.ts';
import type { UploadList } from '../../shared/contracts/uploads.ts';
import { AppError } from '../../shared/errors.ts';
import { idSchema } from '../../shared/ids.ts';
import type { UploadDeps } from './deps.ts';

const cursorSchema = z.object({ uploads_before: idSchema });

/** The user's unfinished uploads, newest first, so that another browser or program can go on with one. */
export async function listUploads(
  deps: Pick<UploadDeps, 'store'>,
  userId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<UploadList> {
  const before = page.cursor === undefined ? null : decodeCursor(page.cursor);
  const rows = await deps.store.listLive(userId, { limit: page.limit + 1, before });
  const shown = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  return {
    uploads: shown.map((upload) => ({
      upload_id: upload.id,
      video_id: upload.videoId,
      protocol: upload.protocol,
      state: upload.state,
      filename: upload.filename,
      size_bytes: upload.sizeBytes,
      sha256: upload.sha256,
      part_size: upload.partSizeBytes,
      created_at: upload.createdAt.toISOString(),
      expires_at: upload.expiresAt.toISOString(),
    })),
    next_cursor: last ? encodeCursor(last.id) : null,
  };
}

function encodeCursor(uploadId: string): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify({ uploads_before: uploadId })));
}

function decodeCursor(cursor: string): string {
  try {
    const text = new TextDecoder().decode(fromBase64Url(cursor) ?? undefined);
    return cursorSchema.parse(JSON.parse(text)).uploads_before;
  } catch (cause) {
    throw new AppError('validation_failed', 'this cursor is not one of this list', { cause });
  }
}
