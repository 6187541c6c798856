import { createMiddleware } from 'hono/factory';
import type { Log } from '../../platform/log.ts';
import { internalHeaders, requestIdHeader } from '../../shared/http-headers.ts';
import { newId } from '../../shared/ids.ts';
import type { AppEnv } from './app-env.ts';
import { carriesInternalKey } from './internal-key.ts';

/**
 * Gives each request an id and a log line. The id and the viewer's address of a request are believed only when it
 * came through the edge, which proves itself with the internal key.
 */
export function requestContext(deps: { log: Log; internalKey: string }) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const { headers } = c.req.raw;
    const isFromEdge = carriesInternalKey(headers, deps.internalKey);
    const givenId = isFromEdge ? headers.get(requestIdHeader) : null;
    const requestId = givenId !== null && /^[\w.:-]{1,128}$/.test(givenId) ? givenId : newId();
    const log = deps.log.child({ requestId, ...(isFromEdge ? readTrace(headers) : {}) });
    c.set('requestId', requestId);
    c.set('clientAddress', isFromEdge ? headers.get(internalHeaders.clientAddress) : null);
    c.set('clientCountry', isFromEdge ? headers.get(internalHeaders.clientCountry) : null);
    c.set('log', log);
    c.set('viewer', null);
    const startedAt = performance.now();
    await next();
    c.res.headers.set(requestIdHeader, requestId);
    const durationMs = Math.round(performance.now() - startedAt);
    log.debug({ method: c.req.method, path: c.req.path, status: c.res.status, durationMs }, 'request');
  });
}

/** The ids of the trace that the edge says this request is part of (W3C Trace Context §3.2), for the log. */
function readTrace(headers: Headers): { traceId?: string; parentId?: string } {
  const [, traceId, parentId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-/.exec(headers.get('traceparent') ?? '') ?? [];
  return traceId === undefined || parentId === undefined ? {} : { traceId, parentId };
}
