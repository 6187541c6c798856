import { getTableColumns, is, type SQL, sql } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from '../../../platform/database.ts';
import * as schema from '../../../shared/schema/index.ts';
import { type Link, type PersonalTable, personalData } from '../personal-data.ts';

export type PersonalRowStore = ReturnType<typeof createPersonalRowStore>;
export type TableName = keyof typeof personalData;

const tables = new Map(
  Object.values(schema)
    .filter((value) => is(value, SQLiteTable))
    .map((table) => [getTableConfig(table).name, table] as const),
);
const rules: Readonly<Record<string, PersonalTable>> = personalData;
const pageSize = 200;

/** Rows of people, by the rules of `personalData`. */
export function createPersonalRowStore(db: Database) {
  return {
    /** What an archive holds of a table, row by row, under the names of its columns. */
    async *read(name: TableName, userId: string): AsyncGenerator<Record<string, unknown>> {
      const [table, rule] = [tables.get(name), rules[name]];
      if (!table || !rule || !('file' in rule.export)) return;
      const { by, without = [] } = rule.export;
      const columns = Object.entries(getTableColumns(table)).filter(([, column]) => !without.includes(column.name));
      let after = 0;
      for (;;) {
        const rows: Record<string, unknown>[] = await db
          .select({ ...Object.fromEntries(columns), rowid: sql<number>`rowid` })
          .from(table)
          .where(sql`rowid > ${after} and (${isTheirs(rule, userId, by)})`)
          .orderBy(sql`rowid`)
          .limit(pageSize);
        for (const row of rows) yield Object.fromEntries(columns.map(([key, column]) => [column.name, row[key]]));
        after = Number(rows.at(-1)?.rowid ?? 0);
        if (rows.length < pageSize) return;
      }
    },

    /** Deletes or unlinks all rows of a table, some at a time: a transaction must be short. */
    async erase(name: TableName, userId: string): Promise<void> {
      const rule = rules[name];
      if (!rule || (rule.erase !== 'rows' && !(typeof rule.erase === 'object' && 'unlink' in rule.erase))) return;
      const table = sql.identifier(name);
      const change =
        rule.erase === 'rows'
          ? sql`delete from ${table}`
          : sql`update ${table} set ${sql.join(
              rule.erase.unlink.map((column) => sql`${sql.identifier(column)} = null`),
              sql`, `,
            )}`;
      for (;;) {
        const some = sql`select rowid from ${table} where ${isTheirs(rule, userId)} limit ${pageSize}`;
        const { rowsAffected } = await db.run(sql`${change} where rowid in (${some})`);
        if (rowsAffected < pageSize) return;
      }
    },
  };
}

function isTheirs(rule: PersonalTable, userId: string, by: readonly string[] = Object.keys(rule.found)): SQL {
  const conditions = Object.entries(rule.found)
    .filter(([column]) => by.includes(column))
    .map(([column, link]) => sql`${sql.identifier(column)} ${belongsTo(link, userId)}`);
  return conditions.length === 0 ? sql`false` : sql.join(conditions, sql` or `);
}

function belongsTo(link: Link, userId: string): SQL {
  switch (link) {
    case 'user':
      return sql`= ${userId}`;
    case 'email':
      return sql`= (select email from users where id = ${userId})`;
    case 'channel':
      return sql`in (select id from channels where owner_id = ${userId})`;
    case 'video':
      return sql`in (select id from videos where owner_id = ${userId})`;
    case 'comment':
      return sql`in (select id from comments where author_id = ${userId})`;
    case 'playlist':
      return sql`in (select id from playlists where owner_id = ${userId})`;
  }
}
