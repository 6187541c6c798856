import { AppError } from '../../shared/errors.ts';

export type SqlValue = string | number | null;
export type Row = Record<string, SqlValue>;

/** Read access to libSQL. Throws `AppError` `unavailable` (with Retry-After) when it cannot be asked. */
export type Database = { query(sql: string, args: SqlValue[]): Promise<Row[]> };

export type DatabaseOptions = { url: string; token: string | null; timeoutMs?: number };

type HranaValue =
  | { type: 'null' }
  | { type: 'integer'; value: string }
  | { type: 'float'; value: number }
  | { type: 'text'; value: string }
  | { type: 'blob'; base64: string };
type HranaResult =
  | { type: 'ok'; response: { type: 'execute'; result: { cols: { name: string }[]; rows: HranaValue[][] } } }
  | { type: 'ok'; response: { type: 'close' } }
  | { type: 'error'; error: { message: string } };

/**
 * One statement per request over Hrana 3 (`POST /v3/pipeline`). No state is kept between requests: in a
 * Worker, a client library's shared promises die with the request that started them.
 */
export function openDatabase({ url, token, timeoutMs = 3_000 }: DatabaseOptions): Database {
  return {
    async query(sql, args) {
      try {
        const response = await fetch(`${url}/v3/pipeline`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
          body: JSON.stringify({
            requests: [{ type: 'execute', stmt: { sql, args: args.map(encode) } }, { type: 'close' }],
          }),
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (!response.ok) throw new Error(`the database answered ${response.status}`);
        const [first] = (await response.json<{ results: HranaResult[] }>()).results;
        if (first?.type === 'error') throw new Error(first.error.message);
        if (first?.response.type !== 'execute') throw new Error('the database gave no result');
        const { cols, rows } = first.response.result;
        return rows.map((row) => Object.fromEntries(cols.map(({ name }, index) => [name, decode(row[index])])));
      } catch (cause) {
        throw new AppError('unavailable', 'the catalogue cannot be read right now', {
          headers: { 'retry-after': '2' },
          cause,
        });
      }
    },
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
