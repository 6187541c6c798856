import { LibsqlError } from '@libsql/client/http';
import type { Batch } from './batch.ts';
import { errorOf, type Failure, readFailure } from './failure.ts';
import type { HranaStatement } from './values.ts';

export type DatabaseAddress = { url: string; token?: string };
export type HranaRequest =
  | { type: 'execute'; stmt: HranaStatement | { sql: string } }
  | { type: 'batch'; batch: Batch }
  | { type: 'sequence'; sql: string }
  | { type: 'close' };
type HranaAnswer = {
  baton: string | null;
  base_url: string | null;
  results: ({ type: 'ok'; response: { result?: unknown } } | { type: 'error'; error: Failure })[];
};

/** A connection of the database's own, with the transaction that is open on it. Requests go one after another. */
export type Stream = {
  /** Answers with the request's `result`. Rejects with a `LibsqlError` for what the database refuses. */
  ask(request: HranaRequest, timeoutMs?: number): Promise<unknown>;
  /** False before the first request, and after an exchange that failed. */
  isOpen(): boolean;
  /** Nothing is open on it: if the server has given it up, the next request goes over a new one. */
  resume(): void;
};
export type Streams = {
  /** One that nobody else has, until it is given back or dropped. */
  borrow(): Stream;
  /** Keeps it for the next one, unless an exchange on it failed. Only without an open transaction. */
  giveBack(stream: Stream): void;
  /** Whatever is open on it is rolled back, by the server's own time limits at the latest. */
  drop(stream: Stream): void;
};

/** libSQL's server gives streams up that were silent for 10 s. */
const STREAM_LIFE_MS = 5_000;
const MAX_IDLE = 16;
const TIMEOUT_MS = 120_000;
/** The server does not know the stream (any more), so nothing of the request was run. */
const lostCodes = new Set(['STREAM_EXPIRED', 'BATON_INVALID']);

/**
 * Streams (Hrana 3 over HTTP) that stay open from one borrower to the next: for a new one the server reads the whole
 * schema, which takes longer than most statements do.
 */
export function createStreams(address: DatabaseAddress): Streams {
  const idle: { stream: Stream; sinceMs: number }[] = [];

  function drop(stream: Stream): void {
    if (stream.isOpen()) stream.ask({ type: 'close' }).catch(() => undefined);
  }

  return {
    borrow() {
      const kept = idle.pop();
      if (!kept || performance.now() - kept.sinceMs > STREAM_LIFE_MS) return openStream(address);
      kept.stream.resume();
      return kept.stream;
    },
    giveBack(stream) {
      if (!stream.isOpen()) return;
      if (idle.length < MAX_IDLE) idle.push({ stream, sinceMs: performance.now() });
      else drop(stream);
    },
    drop,
  };
}

function openStream({ url, token }: DatabaseAddress): Stream {
  const headers = {
    'content-type': 'application/json',
    // The server would compress every answer, which costs both sides more than sending it as it is.
    'accept-encoding': 'identity',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
  let endpoint = endpointOf(url);
  let baton: string | null = null;
  let mayBeLost = false;
  let last: Promise<unknown> = Promise.resolve();

  async function exchange(request: HranaRequest, timeoutMs: number): Promise<unknown> {
    const [body, isResumed] = [JSON.stringify({ baton, requests: [request] }), mayBeLost];
    baton = null; // where no answer comes, there is no going on
    mayBeLost = false;
    const response = await fetch(endpoint, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) {
      const failure = await readFailure(response);
      if (!isResumed || !lostCodes.has(failure.code)) throw failure;
      endpoint = endpointOf(url);
      return exchange(request, timeoutMs);
    }
    // By the protocol; looking at every field would cost more than most statements do.
    const answer = (await response.json()) as HranaAnswer;
    baton = answer.baton;
    if (answer.base_url) endpoint = endpointOf(answer.base_url);
    const [result] = answer.results;
    if (result === undefined) throw new LibsqlError('the answer has no result', 'HRANA_PROTO_ERROR');
    if (result.type === 'error') throw errorOf(result.error);
    return result.response.result;
  }

  return {
    ask(request, timeoutMs = TIMEOUT_MS) {
      const go = () => exchange(request, timeoutMs);
      last = last.then(go, go);
      return last;
    },
    isOpen: () => baton !== null,
    resume() {
      mayBeLost = true;
    },
  };
}

const endpointOf = (url: string): string => `${url.replace(/^libsql:/, 'https:').replace(/\/+$/, '')}/v3/pipeline`;
