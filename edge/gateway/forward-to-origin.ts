import { AppError } from '../../shared/errors.ts';
import { internalHeaders, requestIdHeader } from '../../shared/http-headers.ts';
import { rawPath } from '../http/raw-path.ts';
import type { RequestFacts } from '../http/request-facts.ts';

export type GatewayDeps = { originUrl: string; internalKey: string; headerTimeoutMs?: number };

/** RFC 9110 §7.6.1 and the older ones that still travel. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** What a client must not say about itself: origin believes these only from the edge. */
const addressClaims = new Set([
  'cf-connecting-ip',
  'cf-connecting-ipv6',
  'cf-ipcountry',
  'forwarded',
  'true-client-ip',
  'x-client-ip',
  'x-real-ip',
]);

/**
 * Passes a request on to origin, body streamed both ways. Throws `unavailable` when origin cannot be
 * reached and `not_found` for a path that would mean something else there.
 */
export async function forwardToOrigin(request: Request, facts: RequestFacts, deps: GatewayDeps): Promise<Response> {
  // `new URL` resolves dot segments, so a raw path that has any could be routed as one and sent as another.
  if (hasHiddenSegments(rawPath(request.url))) throw new AppError('not_found', 'no such path');
  const url = new URL(request.url);
  const abort = new AbortController();
  // An upload may take long to send, so only requests without a body are bounded until their headers arrive.
  const timer = request.body ? null : setTimeout(() => abort.abort(), deps.headerTimeoutMs ?? 30_000);
  try {
    const response = await fetch(`${deps.originUrl}${url.pathname}${url.search}`, {
      method: request.method,
      headers: requestHeaders(request.headers, facts, deps.internalKey, url),
      body: request.body,
      redirect: 'manual',
      signal: abort.signal,
    });
    return new Response(response.body, { status: response.status, headers: responseHeaders(response.headers) });
  } catch (cause) {
    throw new AppError('unavailable', 'the service behind this address cannot be reached', {
      headers: { 'retry-after': '2' },
      cause,
    });
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
}

/** Dot segments or backslashes, plain or encoded, which a later decoder could turn into another path. */
export function hasHiddenSegments(path: string): boolean {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return true;
  }
  return decoded.includes('\\') || decoded.includes('\0') || decoded.split('/').some((part) => /^\.{1,2}$/.test(part));
}

export function requestHeaders(from: Headers, facts: RequestFacts, internalKey: string, publicUrl: URL): Headers {
  const named = connectionOptions(from);
  const headers = new Headers();
  for (const [name, value] of from) {
    if (hopByHop.has(name) || addressClaims.has(name) || named.has(name)) continue;
    if (name === 'host' || name === requestIdHeader || name.startsWith('x-kinora-') || name.startsWith('x-forwarded-'))
      continue;
    headers.append(name, value);
  }
  headers.set(internalHeaders.key, internalKey);
  headers.set(requestIdHeader, facts.requestId);
  headers.set('x-forwarded-host', publicUrl.host);
  headers.set('x-forwarded-proto', publicUrl.protocol.slice(0, -1));
  if (facts.clientAddress !== null) {
    headers.set(internalHeaders.clientAddress, facts.clientAddress);
    headers.set('x-forwarded-for', facts.clientAddress);
  }
  if (facts.country !== null) headers.set(internalHeaders.clientCountry, facts.country);
  return headers;
}

function responseHeaders(from: Headers): Headers {
  const named = connectionOptions(from);
  const headers = new Headers();
  for (const [name, value] of from) {
    if (!hopByHop.has(name) && !named.has(name) && !name.startsWith('x-kinora-')) headers.append(name, value);
  }
  return headers;
}

/** Headers that `Connection` names are hop-by-hop too. */
function connectionOptions(headers: Headers): Set<string> {
  return new Set((headers.get('connection') ?? '').toLowerCase().split(/[\s,]+/));
}
