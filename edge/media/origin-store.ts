import { AppError } from '../../shared/errors.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import type { RangeRequest } from './byte-range.ts';
import type { MediaStore, OpenedMedia } from './media-store.ts';

export type OriginStoreOptions = { originUrl: string; internalKey: string; headerTimeoutMs?: number };

/** Media over HTTP from origin's `/internal/media/<key>`: the way of a self-hosted edge. */
export function createOriginStore({
  originUrl,
  internalKey,
  headerTimeoutMs = 10_000,
}: OriginStoreOptions): MediaStore {
  return {
    async open(key, { range, headOnly }) {
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), headerTimeoutMs); // bounds the wait, not a long body
      let response: Response;
      try {
        response = await fetch(`${originUrl}/internal/media/${key}`, {
          method: headOnly ? 'HEAD' : 'GET',
          headers: { [internalHeaders.key]: internalKey, ...(range ? { range: formatRange(range) } : {}) },
          redirect: 'manual',
          signal: abort.signal,
        });
      } catch (cause) {
        throw unavailable(cause);
      } finally {
        clearTimeout(timer);
      }
      return read(response, headOnly);
    },
  };
}

async function read(response: Response, headOnly: boolean): Promise<OpenedMedia | null> {
  const etag = response.headers.get('etag') ?? '""';
  const sizeBytes = Number(
    response.headers.get(internalHeaders.bodySize) ?? response.headers.get('content-length') ?? Number.NaN,
  );
  if (response.status === 200 && Number.isSafeInteger(sizeBytes)) {
    if (headOnly) await response.body?.cancel();
    return { sizeBytes, etag, part: null, body: headOnly ? null : (response.body ?? new Uint8Array()) };
  }
  const [, start, end, total] =
    /^bytes (?:(\d+)-(\d+)|\*)\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (response.status === 206 && start !== undefined)
    return {
      sizeBytes: Number(total),
      etag,
      part: { start: Number(start), end: Number(end) },
      body: response.body ?? new Uint8Array(),
    };
  await response.body?.cancel();
  if (response.status === 404) return null;
  if (response.status === 416) return { sizeBytes: Number(total ?? 0), etag, part: 'unsatisfiable', body: null };
  throw unavailable(new Error(`origin answered ${response.status} for media`));
}

function formatRange(range: RangeRequest): string {
  return range.kind === 'suffix' ? `bytes=-${range.lengthBytes}` : `bytes=${range.start}-${range.end ?? ''}`;
}

function unavailable(cause: unknown): AppError {
  return new AppError('unavailable', 'the media store cannot be reached', { headers: { 'retry-after': '2' }, cause });
}
