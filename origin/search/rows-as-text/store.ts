import { type GetColumnData, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

type Columns = Record<string, SQLiteColumn>;
type RowOf<C extends Columns> = { [Name in keyof C]: GetColumnData<C[Name]> };

/**
 * Rows of many columns as JSON: a value for each column of each row costs more on its way here than reading them does.
 * `asJson` is one row's expression (at most 127 columns), `read` makes of it what a select of `columns` gives.
 */
export function rowsAsText<C extends Columns>(columns: C): { asJson: SQL; read(values: readonly unknown[]): RowOf<C> } {
  const entries = Object.entries(columns);
  return {
    asJson: sql`json_array(${sql.join(
      entries.map(([, column]) => sql`${column}`),
      sql`, `,
    )})`,
    read(values) {
      const row: Record<string, unknown> = {};
      for (const [at, [name, column]] of entries.entries()) {
        const value = values[at] ?? null;
        row[name] = value === null ? null : column.mapFromDriverValue(value);
      }
      return row as RowOf<C>; // the columns' own types, which entries forget
    },
  };
}
