import { AppError, type ErrorCode } from '../../shared/errors.ts';
import { requestIdHeader } from '../../shared/http-headers.ts';
import type { PlaybackClaims } from '../../shared/tokens/playback-token.ts';
import { type AuthorizeMediaDeps, authorizeMedia } from '../playback/authorize-media.ts';
import { type DeliveryDeps, deliverKept, deliverMedia } from './deliver-media.ts';
import { type MediaPath, parseMediaPath } from './media-path.ts';

export type MediaDeps = AuthorizeMediaDeps & DeliveryDeps;

/** Any page may play media it holds a token for; no cookie plays a part. */
export const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Content-Length, Content-Range, ETag, X-Request-Id',
} as const;

const preflightHeaders = {
  ...corsHeaders,
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  // The last four are CTA-5004's; a player may send its measurements so, or in the query, which no cache key holds.
  'access-control-allow-headers':
    'Range, If-None-Match, If-Range, CMCD-Object, CMCD-Request, CMCD-Session, CMCD-Status',
  'access-control-max-age': '86400',
} as const;

/**
 * GET, HEAD, OPTIONS `/p/:token/:video/:generation/<path>`, given as it was sent; `common` are headers of any answer. Errors are thrown as
 * `AppError`, also before a promise is returned. The hottest path there is: what needs no waiting does not wait.
 */
export function serveMedia(
  request: Request,
  rawPath: string,
  deps: MediaDeps,
  common: Record<string, string>,
): Response | Promise<Response> {
  const { method, headers } = request; // once: reading a property of a request crosses into C++ as well
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers: { ...common, ...preflightHeaders } });
  if (method !== 'GET' && method !== 'HEAD')
    throw refuse('method_not_allowed', 'media is read with GET or HEAD', { allow: 'GET, HEAD, OPTIONS' });
  const path = parseMediaPath(rawPath);
  if (!path) throw refuse('not_found', 'no such media');

  const deliver = ({ ladderCap }: PlaybackClaims) => {
    const delivery = { key: path.key, file: path.file, ladderCap };
    const asked = { method, headers };
    const ready = deliverKept(asked, delivery, deps, common[requestIdHeader] ?? '');
    return ready ?? deliverMedia(asked, delivery, deps, { ...common, ...corsHeaders }).catch(withCors);
  };
  const claims = authorize(path, request, deps);
  return claims instanceof Promise ? claims.then(deliver) : deliver(claims);
}

function authorize(path: MediaPath, request: Request, deps: MediaDeps): PlaybackClaims | Promise<PlaybackClaims> {
  try {
    const claims = authorizeMedia(path, request, deps);
    return claims instanceof Promise ? claims.catch(withCors) : claims;
  } catch (error) {
    return withCors(error);
  }
}

/** Pages of other sites may read why they were refused. */
function withCors(error: unknown): never {
  if (error instanceof AppError) throw refuse(error.code, error.message, error.headers, error.cause);
  throw error;
}

function refuse(code: ErrorCode, message: string, headers: Record<string, string> = {}, cause?: unknown): AppError {
  return new AppError(code, message, { headers: { ...corsHeaders, ...headers }, cause });
}
