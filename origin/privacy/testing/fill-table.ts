import { is } from 'drizzle-orm';
import { getTableConfig, type SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from '../../../platform/database.ts';
import { newId } from '../../../shared/ids.ts';
import * as schema from '../../../shared/schema/index.ts';
import type { Link, PersonalTable } from '../personal-data.ts';

const tables = new Map(
  Object.values(schema)
    .filter((value) => is(value, SQLiteTable))
    .map((table) => [getTableConfig(table).name, table] as const),
);
const kindOfTable: Readonly<Record<string, Link>> = {
  ...{ users: 'user', channels: 'channel', videos: 'video', comments: 'comment', playlists: 'playlist' },
};

/** A row of somebody's in a table, made of what its columns ask for; `ids` are things of theirs. */
export async function fillTable(
  db: Database,
  name: string,
  rule: PersonalTable,
  ids: Readonly<Record<Link, string>>,
): Promise<void> {
  const table = tables.get(name);
  if (!table) throw new Error(`no table ${name}`);
  const { columns, foreignKeys } = getTableConfig(table);
  const referred = new Map(
    foreignKeys
      .map((key) => key.reference())
      .map(({ columns, foreignTable }) => [columns[0]?.name, kindOfTable[getTableConfig(foreignTable).name]]),
  );
  const values = columns.flatMap((column): [string, unknown][] => {
    const link = rule.found[column.name] ?? referred.get(column.name);
    if (link !== undefined) return [[keyOf(table, column), ids[link]]];
    if (!column.notNull || column.hasDefault || column.generated !== undefined) return [];
    return [[keyOf(table, column), valueFor(column)]];
  });
  await db.insert(table).values(Object.fromEntries(values));
}

const keyOf = (table: SQLiteTable, column: SQLiteColumn) =>
  Object.entries(table).find(([, one]) => one === column)?.[0] ?? column.name;

function valueFor(column: SQLiteColumn): unknown {
  if (column.enumValues?.[0] !== undefined) return column.enumValues[0];
  if (column.dataType === 'date') return new Date();
  if (column.dataType === 'json') return [];
  if (column.dataType === 'boolean') return false;
  return column.dataType === 'number' ? 1 : newId();
}
