import type { Database, SQLQueryBindings } from 'bun:sqlite';

/**
 * Writes `count` rows in one transaction, their indices afterwards: many times faster than one by one. Triggers stay
 * silent: nobody is to be told of what has always been there.
 */
export function bulkInsert(
  database: Database,
  table: string,
  columns: readonly string[],
  count: number,
  rowAt: (at: number) => SQLQueryBindings[],
): void {
  const besides = database
    .query<{ type: string; name: string; sql: string }, [string]>(
      "select type, name, sql from sqlite_master where type in ('index', 'trigger') and tbl_name = ? and sql is not null",
    )
    .all(table);
  for (const { type, name } of besides) database.run(`drop ${type} "${name}"`);
  const insert = database.prepare(
    `insert into "${table}" (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
  );
  database.transaction(() => {
    for (let at = 0; at < count; at++) insert.run(...rowAt(at));
  })();
  for (const { sql } of besides) database.run(sql);
}
