import type { InArgs, InStatement, InValue, ResultSet, Row, Value } from '@libsql/client';
import * as z from 'zod';

export type ReadStreams = {
  /** Statements that only read, in one exchange. Rejects with what the database says about the first that fails. */
  read(statements: readonly InStatement[]): Promise<ResultSet[]>;
};

type Stream = { baton: string | null; usedAtMs: number };

const MAX_STREAMS = 16;
/** libSQL's server gives streams up that were silent for 10 s. */
const STREAM_LIFE_MS = 5_000;
const timeoutMs = 30_000;

/**
 * Reads over streams (Hrana 3 over HTTP) that stay open from one read to the next: opening one costs the server more
 * than most reads do. For reads alone, since one that met a stream given up by the server is sent a second time.
 */
export function createReadStreams({ url, token }: { url: string; token?: string }): ReadStreams {
  const endpoint = `${url.replace(/^libsql:/, 'https:').replace(/\/+$/, '')}/v3/pipeline`;
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const idle: Stream[] = [];
  const waiting: (() => void)[] = [];
  let open = 0;

  async function ask(stream: Stream, statements: readonly InStatement[]): Promise<ResultSet[] | 'stream lost'> {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers,
      body: JSON.stringify({ baton: stream.baton, requests: statements.map(requestOf) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) {
      const words = await response.text();
      if (stream.baton !== null && response.status < 500) return 'stream lost';
      throw new Error(`the database answered ${response.status}: ${words.slice(0, 200)}`);
    }
    const { baton, results } = answerSchema.parse(await response.json());
    stream.baton = baton;
    return results.map((result) => {
      if (result.type === 'error') throw new Error(result.error.message);
      return resultSet(result.response.result);
    });
  }

  return {
    async read(statements) {
      if (open >= MAX_STREAMS) await new Promise<void>((resolve) => waiting.push(resolve));
      open += 1;
      try {
        const kept = idle.pop();
        const isAlive = kept !== undefined && performance.now() - kept.usedAtMs < STREAM_LIFE_MS;
        const fresh = (): Stream => ({ baton: null, usedAtMs: 0 });
        let stream = isAlive ? kept : fresh();
        let answer = await ask(stream, statements);
        if (answer === 'stream lost') {
          stream = fresh();
          answer = await ask(stream, statements);
        }
        if (answer === 'stream lost') throw new Error('the database gave up a stream that was just opened');
        if (stream.baton !== null) idle.push({ ...stream, usedAtMs: performance.now() });
        return answer;
      } finally {
        open -= 1;
        waiting.shift()?.();
      }
    },
  };
}

function requestOf(statement: InStatement) {
  const { sql, args } = typeof statement === 'string' ? { sql: statement, args: [] } : statement;
  return { type: 'execute', stmt: { sql, args: positional(args).map(hranaValue), want_rows: true } };
}

function positional(args: InArgs | undefined): InValue[] {
  if (args === undefined) return [];
  if (!Array.isArray(args)) throw new TypeError('named parameters are not spoken here');
  return args;
}

function hranaValue(value: InValue): { type: string; value?: string | number } {
  if (value === null) return { type: 'null' };
  if (typeof value === 'string') return { type: 'text', value };
  if (typeof value === 'bigint') return { type: 'integer', value: String(value) };
  if (typeof value === 'boolean') return { type: 'integer', value: value ? '1' : '0' };
  if (value instanceof Date) return { type: 'integer', value: String(value.getTime()) };
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { type: 'integer', value: String(value) } : { type: 'float', value };
  throw new TypeError('bytes are not spoken here');
}

const resultSchema = z.object({
  cols: z.array(z.object({ name: z.string().nullable() })),
  rows: z.array(z.array(z.record(z.string(), z.unknown()))),
});
const answerSchema = z.object({
  baton: z.string().nullable(),
  results: z.array(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('ok'), response: z.object({ result: resultSchema }) }),
      z.object({ type: z.literal('error'), error: z.object({ message: z.string() }) }),
    ]),
  ),
});

function readValue({ type, value }: Record<string, unknown>): Value {
  if (type === 'null') return null;
  if ((type === 'text' && typeof value === 'string') || (type === 'float' && typeof value === 'number')) return value;
  if (type === 'integer') return Number(value);
  throw new TypeError(`a value of the kind ${type} is not understood`);
}

/** As the client makes it: each row's values by number, and by name without the numbers being counted among the names. */
function resultSet({ cols, rows }: z.infer<typeof resultSchema>): ResultSet {
  const columns = cols.map(({ name }) => name ?? '');
  const rowOf = (values: readonly Value[]) => {
    const row = Object.defineProperty({}, 'length', { value: values.length });
    for (const [at, value] of values.entries()) {
      Object.defineProperty(row, at, { value });
      Object.defineProperty(row, columns[at] ?? '', { value, enumerable: true, configurable: true });
    }
    return row as Row; // no type says that names and numbers are both there
  };
  return {
    ...{ columns, columnTypes: columns.map(() => ''), rowsAffected: 0, lastInsertRowid: undefined },
    rows: rows.map((values) => rowOf(values.map(readValue))),
    toJSON: () => ({ columns, rows }),
  };
}
