import { acceptsGzip } from './accepts-gzip.ts';

const packable = /^(?:text\/(?!event-stream)|application\/(?:json|javascript|manifest\+json)|image\/svg\+xml)/;
/** Below it, gzip's own frame outweighs what it saves. */
const MIN_BYTES = 1_024;

/**
 * `response` as gzip where that is of use and the client takes it. For plain workerd alone: Cloudflare packs what it sends
 * by itself. Media goes another way, packed once for all viewers.
 */
export function compressAnswer(request: Request, response: Response): Response {
  const { headers } = response;
  if (headers.get('vary')?.includes('Accept-Encoding')) return response; // whoever answered has seen to it
  const isPlain = response.status === 200 && request.method !== 'HEAD' && !headers.has('content-encoding');
  if (!isPlain || !response.body || !packable.test(headers.get('content-type') ?? '')) return response;
  const sizeBytes = headers.get('content-length');
  if (sizeBytes !== null && Number(sizeBytes) < MIN_BYTES) return response;
  if (headers.get('cache-control')?.includes('no-transform')) return response;

  const packed = new Headers(headers);
  packed.append('vary', 'Accept-Encoding');
  if (!acceptsGzip(request.headers.get('accept-encoding')))
    return new Response(response.body, { status: 200, headers: packed });
  packed.set('content-encoding', 'gzip');
  packed.delete('content-length');
  const etag = packed.get('etag');
  if (etag?.startsWith('"')) packed.set('etag', `W/${etag}`); // other bytes, same meaning (RFC 9110 §8.8.1)
  // The runtime packs what says it is packed, as it passes.
  return new Response(response.body, { status: 200, headers: packed });
}
