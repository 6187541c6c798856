import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { AppError } from '../../../shared/errors.ts';
import { idempotencyKeyHeader, idempotencyReplayedHeader } from '../../../shared/http-headers.ts';
import type { AppEnv, Viewer } from '../app-env.ts';
import { isKeyed } from './is-keyed.ts';
import type { IdempotencyStore, KeyedRequest, StoredAnswer } from './store.ts';

export type IdempotencyDeps = {
  keys: IdempotencyStore;
  clock: () => Date;
  /** How long an attempt counts as under way after its process was killed. */
  claimMs?: number;
};

const keptForMs = 24 * 3_600_000;
const keptHeaders = ['content-type', 'location'];

/**
 * Answers a mutation that comes again under the same `Idempotency-Key` with what it was answered first
 * (draft-ietf-httpapi-idempotency-key-header). Keys are the signed-in user's own. Throws `idempotency_key_reused`,
 * `idempotency_in_progress`.
 */
export function honourIdempotencyKeys({ keys, clock, claimMs = 10_000 }: IdempotencyDeps) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const header = c.req.header(idempotencyKeyHeader);
    if (header === undefined || !isKeyed(c.req.method, c.req.path)) return next();
    const viewer = await c.get('identifyViewer')('any');
    if (!viewer) return next();

    const request = { userId: viewer.userId, key: parseKey(header), fingerprint: await fingerprintOf(c, viewer) };
    const now = clock();
    const claim = await keys.claim(request, { now, expiresAt: new Date(now.getTime() + keptForMs), claimMs });
    if (claim.kind === 'answered') return replay(claim.answer);
    if (claim.kind === 'reused')
      throw new AppError('idempotency_key_reused', 'this Idempotency-Key was used for another request; use a new one');
    if (claim.kind === 'in_progress')
      throw new AppError('idempotency_in_progress', 'the same request is being worked on; try again in a moment', {
        headers: { 'retry-after': '1' },
      });

    c.set('operationId', claim.operationId);
    let renewing: Promise<unknown> = Promise.resolve();
    const timer = setInterval(() => {
      renewing = keys.renew(request, claimMs).catch(() => {}); // then a repetition may run beside this one
    }, claimMs / 3);
    try {
      await next();
    } finally {
      clearInterval(timer);
      await renewing;
    }
    try {
      await settle(keys, request, c.res);
    } catch (error) {
      // What was done is done; a repetition finds the claim lapsed and the same operation id.
      c.get('log').warn({ err: error }, 'the answer to an Idempotency-Key could not be stored');
    }
  });
}

/** Kept is what changed something: successes, and 422, which ends an upload. Refusals may be tried again after a mending. */
async function settle(keys: IdempotencyStore, request: KeyedRequest, response: Response): Promise<void> {
  const { status } = response;
  if (status >= 500) return keys.endAttempt(request);
  if (status >= 400 && status !== 422) return keys.forget(request);
  const headers = Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  const body = response.body === null ? null : await response.clone().text();
  await keys.keepAnswer(request, { status, headers, body });
}

function replay({ status, headers, body }: StoredAnswer): Response {
  return new Response(body, { status, headers: { ...headers, [idempotencyReplayedHeader]: 'true' } });
}

/** The draft writes keys as quoted strings (RFC 9651 §3.3.3); most clients send them bare. */
function parseKey(header: string): string {
  const key = /^"([\x20\x21\x23-\x7e]+)"$/.exec(header)?.[1] ?? header;
  if (!/^[\x20-\x7e]{1,255}$/.test(key))
    throw new AppError('validation_failed', 'an Idempotency-Key has 1 to 255 printable ASCII characters');
  return key;
}

/** An API key is part of it: what a person was answered may be beyond the key's scopes. */
async function fingerprintOf(c: Context<AppEnv>, viewer: Viewer): Promise<string> {
  const { pathname, search } = new URL(c.req.url);
  const body = new Uint8Array(await c.req.arrayBuffer());
  return createHash('sha256')
    .update(JSON.stringify([c.req.method, pathname, search, viewer.apiKey?.keyId ?? '']))
    .update(body)
    .digest('hex');
}
