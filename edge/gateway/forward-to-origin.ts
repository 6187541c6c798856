import { AppError } from '../../shared/errors.ts';
import { internalHeaders, requestIdHeader } from '../../shared/http-headers.ts';
import { rawPath } from '../http/raw-path.ts';
import { readBody } from '../http/read-body.ts';
import type { RequestFacts } from '../http/request-facts.ts';
import { continueTrace } from '../http/trace-context.ts';
import type { Consistency } from '../metadata/consistency.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { maxBodyBytes } from './request-limits.ts';

export type GatewayDeps = {
  originUrl: string;
  internalKey: string;
  consistency: Pick<Consistency, 'concerns' | 'issue'>;
  breaker: CircuitBreaker;
};

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
 * Origin takes 16 KiB, ours included. Counted on the way there alone: what is answered here reads single headers, and going
 * through them all costs ten microseconds.
 */
const MAX_HEADERS_LENGTH = 15 * 1024;
const READ_TIMEOUT_MS = 30_000;
/** Completing a large upload hashes it before the first byte of the answer. */
const WRITE_TIMEOUT_MS = 300_000;

/**
 * Passes a request on to origin. Small bodies are read whole first, so that a slow or cut-off client never occupies origin;
 * files are streamed. Throws `unavailable` when origin cannot be reached, at once while the breaker is open; `not_found`
 * for a path that would mean something else there; and as `readBody` does.
 */
export async function forwardToOrigin(request: Request, facts: RequestFacts, deps: GatewayDeps): Promise<Response> {
  // `new URL` resolves dot segments, so a raw path that has any could be routed as one and sent as another.
  if (hasHiddenSegments(rawPath(request.url))) throw new AppError('not_found', 'no such path');
  const url = new URL(request.url);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  // It would mean nothing (RFC 9110 §9.3.1), and a neighbour that ignores it would read it as the next request.
  if (isRead && request.body) throw new AppError('validation_failed', `${request.method} takes no body`);
  const maxBytes = maxBodyBytes(url.pathname);
  const isStreamed = request.body !== null && maxBytes === null;
  const body = request.body === null || maxBytes === null ? request.body : await readBody(request, maxBytes);
  const waitSec = deps.breaker.waitSec();
  if (waitSec > 0) throw unavailable(request, waitSec, new Error('the circuit to origin is open'));
  const abort = new AbortController();
  // Only until the headers arrive. How long a file takes to send is its sender's business.
  const timer = isStreamed ? null : setTimeout(() => abort.abort(), isRead ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS);
  const outgoing = requestHeaders(request.headers, facts, deps.internalKey, url);
  if (deps.consistency.concerns(request.method, url.pathname)) outgoing.set(internalHeaders.wantsReplicationIndex, '1');
  try {
    const response = await fetch(`${deps.originUrl}${url.pathname}${url.search}`, {
      method: request.method,
      headers: outgoing,
      body,
      redirect: 'manual',
      signal: abort.signal,
    });
    // Cloudflare's own answers for an origin it does not reach.
    if (response.status >= 520 && response.status <= 530) throw new Error(`no origin: ${response.status}`);
    deps.breaker.succeeded();
    const headers = responseHeaders(response.headers);
    for (const [name, value] of await deps.consistency.issue(response.headers, url.protocol === 'https:'))
      headers.append(name, value);
    return new Response(response.body, { status: response.status, headers });
  } catch (cause) {
    // A stream may as well have broken at its sender's end.
    if (!isStreamed) deps.breaker.failed();
    throw unavailable(request, 2, cause);
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
}

function unavailable(request: Request, retryAfterSec: number, cause: unknown): AppError {
  // tus clients that ask where to go on begin anew whatever the answer, 423 excepted, after which they ask again.
  const asksForTusOffset = request.method === 'HEAD' && new URL(request.url).pathname.startsWith('/api/v1/tus/');
  return new AppError(
    asksForTusOffset ? 'upload_locked' : 'unavailable',
    'the service behind this address cannot be reached',
    {
      headers: { 'retry-after': String(retryAfterSec) },
      cause,
    },
  );
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
  let length = 0;
  for (const [name, value] of from) {
    length += name.length + value.length;
    if (length > MAX_HEADERS_LENGTH)
      throw new AppError('headers_too_large', `the headers may have at most ${MAX_HEADERS_LENGTH} characters`);
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
  const { traceparent, tracestate } = continueTrace(from);
  headers.set('traceparent', traceparent);
  if (tracestate === null) headers.delete('tracestate');
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
