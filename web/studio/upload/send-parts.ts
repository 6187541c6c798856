import type { UploadCompleted, UploadCreated, UploadPartUrl, UploadStatus } from '../../../shared/contracts/uploads.ts';
import { idempotencyKeyHeader } from '../../../shared/http-headers.ts';
import { ApiError, pause } from '../../api.ts';
import { callAsViewer } from '../../comments/viewer.ts';

export type KnownUpload = { uploadId: string; videoId: string };
/** What is said of a file when its upload begins. */
export type UploadDetails = { filename: string; mime: string; size_bytes: number; title: string; visibility: string };

/** A URL that ends while a slow line sends the part is of no use. */
const LEAST_LIFE_MS = 60_000;
const COMPLETION_RETRIES_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/** The API of uploads, in the steps that a file goes through. Parts are signed with the creation, and again when that was long ago. */
export function createPartsApi(now: () => number) {
  const signed = new Map<string, Map<number, UploadPartUrl>>();

  return {
    /** Under one key there is one upload, however often its answer was lost. */
    async begin(details: UploadDetails, idempotencyKey: string): Promise<KnownUpload> {
      const headers = { [idempotencyKeyHeader]: idempotencyKey };
      const created = await callAsViewer<UploadCreated>('POST', '/uploads', details, headers);
      signed.set(created.upload_id, new Map(created.parts.map((part) => [part.part_number, part])));
      return { uploadId: created.upload_id, videoId: created.video_id };
    },

    /** A URL is given out once: who asks again for a part was refused with the first. */
    async urlOf(uploadId: string, partNumber: number): Promise<string> {
      const urls = signed.get(uploadId);
      const known = urls?.get(partNumber);
      urls?.delete(partNumber);
      if (known && Date.parse(known.expires_at) > now() + LEAST_LIFE_MS) return known.url;
      const body = { part_numbers: [partNumber] };
      const answer = await callAsViewer<{ parts: UploadPartUrl[] }>('POST', `/uploads/${uploadId}/parts`, body);
      const [part] = answer.parts;
      if (!part) throw new ApiError('internal', 'no URL was signed');
      return part.url;
    },

    stored: (uploadId: string) => callAsViewer<UploadStatus>('GET', `/uploads/${uploadId}`),

    /** Repeating it is safe, so an answer that did not arrive is asked for again. */
    async complete(uploadId: string, parts: { part_number: number; etag: string }[]): Promise<string> {
      for (let tries = 0; ; tries++) {
        try {
          const done = await callAsViewer<UploadCompleted>('POST', `/uploads/${uploadId}/complete`, { parts });
          signed.delete(uploadId);
          return done.video_id;
        } catch (error) {
          const delayMs = COMPLETION_RETRIES_MS[tries];
          const mayPass = error instanceof ApiError && /^(network|unavailable|bad_gateway|internal)$/.test(error.code);
          if (!mayPass || delayMs === undefined) throw error;
          await pause(delayMs);
        }
      }
    },

    /** Takes the video away too: nobody looks for one that they cancelled. */
    async giveUp({ uploadId, videoId }: KnownUpload): Promise<void> {
      signed.delete(uploadId);
      await callAsViewer('DELETE', `/uploads/${uploadId}`);
      await callAsViewer('DELETE', `/videos/${videoId}`);
    },
  };
}

export type PartsApi = ReturnType<typeof createPartsApi>;
