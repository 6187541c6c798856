import { expect, test } from 'bun:test';
import { is } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import * as schema from '../../shared/schema/index.ts';
import { type PersonalTable, personalData } from './personal-data.ts';

const registry: Readonly<Record<string, PersonalTable>> = personalData;
const tables = new Map(
  Object.values(schema)
    .filter((value) => is(value, SQLiteTable))
    .map((table) => [getTableConfig(table).name, getTableConfig(table)] as const),
);

const personalName =
  /(^|_)(user|owner|author|viewer|reporter|actor|moderator)(_id)?$|e?mail|address|user_agent|birth|phone/;

/** Columns that refer to people or what is theirs, or are called like something personal. */
function personalColumnsOf(name: string): string[] {
  const table = tables.get(name);
  const referring = (table?.foreignKeys ?? [])
    .map((key) => key.reference())
    .filter(({ foreignTable }) => ['users', 'channels'].includes(getTableConfig(foreignTable).name))
    .flatMap(({ columns }) => columns.map((column) => column.name));
  const named = (table?.columns ?? []).map((column) => column.name).filter((column) => personalName.test(column));
  return [...new Set([...referring, ...named])];
}

/** What leads to a person by way of something that is treated on its own. */
const reached: Readonly<Record<string, readonly string[]>> = { videos: ['channel_id'], comments: ['channel_id'] };

test('every column about a person has its rule', () => {
  const missing = [...tables.keys()].flatMap((name) => {
    const rule = registry[name];
    const known = [...Object.keys(rule?.found ?? {}), ...(rule?.holds ?? []), ...(reached[name] ?? [])];
    return personalColumnsOf(name)
      .filter((column) => !known.includes(column))
      .map((column) => `${name}.${column}: say in origin/privacy/personal-data.ts what export and erasure do with it`);
  });
  expect(missing).toEqual([]);
});

test.each(Object.entries(registry))('the rule of %s fits its table', (name, rule) => {
  const columns = (tables.get(name)?.columns ?? []).map((column) => column.name);
  const { erase } = rule;
  const named = [
    ...[...Object.keys(rule.found), ...(rule.holds ?? [])],
    ...('file' in rule.export ? [...(rule.export.by ?? []), ...(rule.export.without ?? [])] : []),
    ...(typeof erase === 'object' && 'unlink' in erase ? erase.unlink : []),
  ];
  expect(named.filter((column) => !columns.includes(column))).toEqual([]);
  if ('file' in rule.export && rule.export.by)
    expect(rule.export.by.filter((column) => !(column in rule.found))).toEqual([]);
});

test('no two tables are exported into the same file', () => {
  const files = Object.values(registry).flatMap((rule) => ('file' in rule.export ? [rule.export.file] : []));
  expect(files).toEqual([...new Set(files)]);
});

test('no secret is exported', () => {
  const secret = /(password|token|secret|hash|cookie)(?!_expires_at)/;
  const leaking = Object.entries(registry).flatMap(([name, { export: exported }]) =>
    (tables.get(name)?.columns ?? [])
      .map((column) => column.name)
      .filter((column) => 'file' in exported && secret.test(column) && !exported.without?.includes(column))
      .map((column) => `${name}.${column}`),
  );
  expect(leaking).toEqual([]);
});

test('rows that refer to others with rules are deleted before them', () => {
  const order = Object.keys(registry);
  const late = order.flatMap((name, at) =>
    (tables.get(name)?.foreignKeys ?? [])
      .map((key) => getTableConfig(key.reference().foreignTable).name)
      .filter((other) => other !== name && order.indexOf(other) !== -1 && order.indexOf(other) < at)
      .map((other) => `${name} stands after ${other}`),
  );
  expect(late).toEqual([]);
});
