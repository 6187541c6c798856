export type SqlValue = string | number | null;
export type Row = Record<string, SqlValue>;
export type Rows = {
  rows: Row[];
  /** The replication index that the server had reached; 0 when it does not tell. */
  index: number;
};

export type HranaServer = { url: string; token: string | null };
export type HranaRead = {
  sql: string;
  args: readonly SqlValue[];
  /** A replica waits, for ever if need be, until it has come this far; 0 for no wait. A primary ignores it. */
  minIndex: number;
  timeoutMs: number;
};

type HranaValue =
  | { type: 'null' }
  | { type: 'integer'; value: string }
  | { type: 'float'; value: number }
  | { type: 'text'; value: string }
  | { type: 'blob'; base64: string };
type ExecuteResult = { cols: { name: string }[]; rows: HranaValue[][]; replication_index?: string | null };
type HranaResult =
  | { type: 'ok'; response: { type: 'execute'; result: ExecuteResult } }
  | { type: 'ok'; response: { type: 'close' } }
  | { type: 'error'; error: { message: string } };
type HranaAnswer = { baton: string | null; base_url: string | null; results: HranaResult[] };

/** One statement, answered in one exchange. Throws a plain `Error`. */
export type HranaReader = (read: HranaRead) => Promise<Rows>;

export type StreamOptions = {
  now: () => number;
  /** 0 where isolates are many: the server has connections for 128 of them, and keeps a silent one for ten seconds. */
  maxStreams: number;
};

/** A connection of the server's own. */
type Stream = {
  endpoint: string;
  /** What the next request over it must carry; null before the first. */
  baton: string | null;
  openedAtMs: number;
  /** When its last request began. */
  usedAtMs: number;
};

/** libSQL's server gives streams up that were silent for 10 s. */
const SILENCE_MS = 5_000;
/** A replica that begins anew with another file leaves open connections with the old one. */
const LIFE_MS = 60_000;
/**
 * Reads over Hrana 3 (`POST /v3/pipeline`), over up to `maxStreams` streams that stay open from one read to the next: for a
 * new one the server reads the whole schema, which costs it more than most statements do. What is kept of them between
 * requests is text: in a Worker, a client library's shared promises die with the request that started them.
 */
export function createHranaReader({ url, token }: HranaServer, { now, maxStreams }: StreamOptions): HranaReader {
  /** The one that was used last stands last. */
  const idle: Stream[] = [];
  const busy = new Set<Stream>();

  /** One that no other read has, for `giveBack` when all went well; null when there are enough. */
  function borrow(): Stream | null {
    const nowMs = now();
    // Those that failed, and those of requests that were torn down.
    for (const stream of busy) if (nowMs - stream.usedAtMs > SILENCE_MS) busy.delete(stream);
    let stream = idle.pop();
    if (stream && nowMs - stream.usedAtMs > SILENCE_MS) {
      idle.length = 0;
      stream = undefined;
    }
    if (!stream && busy.size >= maxStreams) return null;
    stream ??= openStream();
    stream.usedAtMs = nowMs;
    busy.add(stream);
    return stream;
  }

  const openStream = (): Stream => ({ endpoint: endpointOf(url), baton: null, openedAtMs: now(), usedAtMs: now() });

  function giveBack(stream: Stream): void {
    if (busy.delete(stream) && stream.baton !== null) idle.push(stream);
  }

  async function exchange(stream: Stream, read: HranaRead, isLast: boolean, signal: AbortSignal): Promise<HranaResult> {
    const { sql, args, minIndex } = read;
    const stmt = { sql, args: args.map(encode), ...(minIndex > 0 ? { replication_index: `${minIndex}` } : {}) };
    const requests = [{ type: 'execute', stmt }, ...(isLast ? [{ type: 'close' }] : [])];
    const response = await fetch(stream.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ baton: stream.baton, requests }),
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      // The server may not know the stream any more, and a read may be repeated.
      if (stream.baton !== null) return exchange(Object.assign(stream, openStream()), read, isLast, signal);
      throw new Error(`the database answered ${response.status}`);
    }
    const { baton, base_url, results } = (await response.json()) as HranaAnswer; // the protocol's own shape
    stream.baton = baton;
    if (base_url) stream.endpoint = endpointOf(base_url);
    const [result] = results;
    if (!result) throw new Error('the database gave no result');
    return result;
  }

  return async (read) => {
    const kept = borrow();
    const stream = kept ?? openStream();
    const isLast = kept === null || stream.usedAtMs - stream.openedAtMs > LIFE_MS;
    const result = await exchange(stream, read, isLast, AbortSignal.timeout(read.timeoutMs));
    if (result.type === 'error') throw new Error(result.error.message);
    if (result.response.type !== 'execute') throw new Error('the database gave no result');
    giveBack(stream);
    const { cols, rows, replication_index } = result.response.result;
    return {
      rows: rows.map((row) => Object.fromEntries(cols.map(({ name }, at) => [name, decode(row[at])]))),
      index: Number(replication_index ?? 0),
    };
  };
}

const endpointOf = (url: string): string => `${url.replace(/\/+$/, '')}/v3/pipeline`;

function encode(value: SqlValue): HranaValue {
  if (value === null) return { type: 'null' };
  if (typeof value === 'string') return { type: 'text', value };
  return Number.isInteger(value) ? { type: 'integer', value: `${value}` } : { type: 'float', value };
}

/** Integers become numbers: the schema holds nothing above 2^53. */
function decode(value: HranaValue | undefined): SqlValue {
  switch (value?.type) {
    case 'integer':
      return Number(value.value);
    case 'float':
    case 'text':
      return value.value;
    case 'blob':
      return value.base64;
    default:
      return null;
  }
}
