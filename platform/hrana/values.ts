import type { InArgs, InStatement, InValue, ResultSet, Row, Value } from '@libsql/client';

/** A value as Hrana writes it in JSON (Hrana 3, "Values"). */
type HranaValue =
  | { type: 'null' }
  | { type: 'integer' | 'text'; value: string }
  | { type: 'float'; value: number }
  | { type: 'blob'; base64: string };
export type HranaStatement = { sql: string; args: HranaValue[]; want_rows: true };
export type HranaResult = {
  cols: { name: string | null }[];
  rows: HranaValue[][];
  affected_row_count?: number;
  last_insert_rowid?: string | null;
  replication_index?: string | null;
};

export function toStatement(statement: InStatement): HranaStatement {
  const { sql, args } = typeof statement === 'string' ? { sql: statement, args: [] } : statement;
  return { sql, args: positional(args).map(toHrana), want_rows: true };
}

function positional(args: InArgs | undefined): InValue[] {
  if (args === undefined) return [];
  if (!Array.isArray(args)) throw new TypeError('named parameters are not spoken here');
  return args;
}

/** Whole numbers as integers. Throws for a number that is none. */
function toHrana(value: InValue): HranaValue {
  if (value === null) return { type: 'null' };
  if (typeof value === 'string') return { type: 'text', value };
  if (typeof value === 'bigint') return { type: 'integer', value: String(value) };
  if (typeof value === 'boolean') return { type: 'integer', value: value ? '1' : '0' };
  if (value instanceof Date) return { type: 'integer', value: String(value.getTime()) };
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return { type: 'blob', base64: base64Of(value) };
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a number that a database keeps`);
  return Number.isSafeInteger(value) ? { type: 'integer', value: String(value) } : { type: 'float', value };
}

const base64Of = (bytes: ArrayBuffer | ArrayBufferView): string =>
  (ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes)
  ).toString('base64');

/** Throws a `RangeError` for an integer that JavaScript's numbers cannot hold. */
function fromHrana(value: HranaValue): Value {
  if (value.type === 'null') return null;
  if (value.type === 'text' || value.type === 'float') return value.value;
  if (value.type === 'blob') return new Uint8Array(Buffer.from(value.base64, 'base64')).buffer;
  const number = Number(value.value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`the database holds ${value.value}, more than a number can`);
  return number;
}

/** As @libsql/client makes it: a row's values by number, and by name without the numbers being counted among the names. */
export function toResultSet({ cols, rows, affected_row_count, last_insert_rowid }: HranaResult): ResultSet {
  const columns = cols.map(({ name }) => name ?? '');
  const rowOf = (values: readonly HranaValue[]) => {
    const row = Object.defineProperty({}, 'length', { value: values.length });
    for (const [at, hrana] of values.entries()) {
      const value = fromHrana(hrana);
      Object.defineProperty(row, at, { value });
      Object.defineProperty(row, columns[at] ?? '', { value, enumerable: true, configurable: true });
    }
    return row as Row; // no type says that names and numbers are both there
  };
  return {
    ...{ columns, columnTypes: columns.map(() => ''), rows: rows.map(rowOf) },
    rowsAffected: affected_row_count ?? 0,
    lastInsertRowid: last_insert_rowid == null ? undefined : BigInt(last_insert_rowid),
    toJSON: () => ({ columns, rows: rows.map((values) => values.map(fromHrana)) }),
  };
}
