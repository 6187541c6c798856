import { is, Placeholder, type SQL, sql } from 'drizzle-orm';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';

/**
 * A part of a statement whose text is always the same: it is put together once, for with a hundred columns that takes
 * longer than the statement itself. Returns what gives the placeholders of `part` their values.
 */
export function fixedText(part: SQL): (values?: Readonly<Record<string, unknown>>) => SQL {
  const { sql: text, params } = new SQLiteAsyncDialect().sqlToQuery(part);
  const pieces = text.split('?').map((piece) => sql.raw(piece));
  if (pieces.length !== params.length + 1) throw new Error('a question mark stands for something else than a value');
  return (values = {}) =>
    sql.join(
      pieces.flatMap((piece, at) => {
        if (at === params.length) return [piece];
        const param = params[at];
        return [piece, sql`${is(param, Placeholder) ? values[param.name] : param}`];
      }),
    );
}
