import { AppError, type ErrorCode } from '../../shared/errors.ts';
import { contentTypeOf, isManifest } from '../../shared/media/content-types.ts';
import type { PlaybackKeyRing } from '../../shared/tokens/playback-keys.ts';
import { verifyPlaybackToken } from '../../shared/tokens/playback-token.ts';
import { rawPath } from '../http/raw-path.ts';
import { parseRange } from './byte-range.ts';
import { IMMUTABLE_MAX_AGE_SEC, MANIFEST_MAX_AGE_SEC } from './cached-store.ts';
import { parseMediaPath } from './media-path.ts';
import type { MediaStore, OpenedMedia } from './media-store.ts';

export type MediaDeps = { keys: PlaybackKeyRing; store: MediaStore; now: () => number };

/** Any page may play media it holds a token for; no cookie plays a part. */
export const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Content-Length, Content-Range, ETag, X-Request-Id',
} as const;

const preflightHeaders = {
  ...corsHeaders,
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': 'Range, If-None-Match, If-Range',
  'access-control-max-age': '86400',
} as const;

/**
 * GET, HEAD, OPTIONS `/p/:token/:video/:generation/<path>`; `common` are headers of any answer. Errors are thrown as
 * `AppError`. The hottest path there is: header sets are plain objects, since each `Headers` call crosses into C++.
 */
export async function serveMedia(request: Request, deps: MediaDeps, common: Record<string, string>): Promise<Response> {
  if (request.method === 'OPTIONS')
    return new Response(null, { status: 204, headers: { ...common, ...preflightHeaders } });
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw refuse('method_not_allowed', 'media is read with GET or HEAD', { allow: 'GET, HEAD, OPTIONS' });
  const path = parseMediaPath(rawPath(request.url));
  if (!path) throw refuse('not_found', 'no such media');

  const verdict = await verifyPlaybackToken(path.token, deps.keys, Math.floor(deps.now() / 1000));
  if (!verdict.ok)
    throw verdict.reason === 'expired'
      ? refuse('token_expired', 'the playback session has expired; ask for a new one')
      : refuse('token_invalid', 'the playback token is not valid');
  if (verdict.claims.videoId !== path.videoId)
    throw refuse('token_wrong_video', 'the playback token is for another video');

  const opened = await deps.store
    .open(path.key, { range: parseRange(request.headers.get('range')), headOnly: request.method === 'HEAD' })
    .catch((error: unknown) => {
      if (error instanceof AppError) throw refuse(error.code, error.message, error.headers, error.cause);
      throw error;
    });
  if (!opened) throw refuse('not_found', 'no such media');
  return answer(request, path.key, opened, common);
}

function answer(
  request: Request,
  key: string,
  { sizeBytes, etag, part, body }: OpenedMedia,
  common: Record<string, string>,
): Response {
  const headers: Record<string, string> = {
    ...common,
    ...corsHeaders,
    'accept-ranges': 'bytes',
    // Private: the URL holds a viewer's token, and a shared cache would go on serving it after its expiry.
    // The viewer's own browser may keep the bytes for good; the token-less copy is shared behind this check.
    'cache-control': isManifest(key)
      ? `private, max-age=${MANIFEST_MAX_AGE_SEC}`
      : `private, max-age=${IMMUTABLE_MAX_AGE_SEC}, immutable`,
    etag,
  };
  if (etagMatches(request.headers.get('if-none-match'), etag)) {
    if (body instanceof ReadableStream) void body.cancel();
    return new Response(null, { status: 304, headers });
  }
  if (part === 'unsatisfiable')
    throw refuse('range_not_satisfiable', 'the range lies outside the object', {
      'content-range': `bytes */${sizeBytes}`,
    });
  headers['content-type'] = contentTypeOf(key);
  headers['content-length'] = `${part ? part.end - part.start + 1 : sizeBytes}`;
  if (part) headers['content-range'] = `bytes ${part.start}-${part.end}/${sizeBytes}`;
  return new Response(body, { status: part ? 206 : 200, headers });
}

/** RFC 9110 §13.1.2, with its weak comparison. */
function etagMatches(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  return ifNoneMatch.split(',').some((candidate) => {
    const tag = candidate.trim();
    return tag === '*' || tag.replace(/^W\//, '') === etag.replace(/^W\//, '');
  });
}

function refuse(code: ErrorCode, message: string, headers: Record<string, string> = {}, cause?: unknown): AppError {
  return new AppError(code, message, { headers: { ...corsHeaders, ...headers }, cause });
}
