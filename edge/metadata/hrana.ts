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

/**
 * One statement in one request over Hrana 3 (`POST /v3/pipeline`). No state is kept between requests: in a Worker, a
 * client library's shared promises die with the request that started them. Throws a plain `Error`.
 */
export async function executeOverHrana({ url, token }: HranaServer, read: HranaRead): Promise<Rows> {
  const { sql, args, minIndex, timeoutMs } = read;
  const stmt = { sql, args: args.map(encode), ...(minIndex > 0 ? { replication_index: `${minIndex}` } : {}) };
  const response = await fetch(`${url}/v3/pipeline`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ requests: [{ type: 'execute', stmt }, { type: 'close' }] }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`the database answered ${response.status}`);
  }
  const [first] = ((await response.json()) as { results: HranaResult[] }).results; // the protocol's own shape
  if (first?.type === 'error') throw new Error(first.error.message);
  if (first?.response.type !== 'execute') throw new Error('the database gave no result');
  const { cols, rows, replication_index } = first.response.result;
  return {
    rows: rows.map((row) => Object.fromEntries(cols.map(({ name }, at) => [name, decode(row[at])]))),
    index: Number(replication_index ?? 0),
  };
}

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
