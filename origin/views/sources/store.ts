import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { viewSources } from '../../../shared/schema/index.ts';
import { inKeyOrder } from '../../adapters/in-key-order.ts';
import { ROWS_PER_DELETION, untilNone } from '../../adapters/until-none.ts';
import type { Transaction } from '../../outbox/store.ts';
import type { SourceCount, SourceKey } from './cap-views.ts';

/** One parameter for any number of rows. */
const rowsOf = (rows: readonly unknown[]) => sql`json_each(${JSON.stringify(rows)}) as j`;

/** How often each source has been counted; those that never were are missing. */
export async function readSources(tx: Transaction, keys: readonly SourceKey[]): Promise<SourceCount[]> {
  return keys.length === 0 ? [] : tx.all<SourceCount>(sourcesQuery(keys));
}

/** Also for the test that looks at how SQLite goes about it. CROSS JOIN keeps the order: one look-up for each key. */
export function sourcesQuery(keys: readonly SourceKey[]) {
  const asked = new Map(keys.map(({ day, tag }) => [`${day} ${tag}`, [day, tag]]));
  return sql`
    select s.day, s.tag, s.view_count as "viewCount" from ${rowsOf([...asked.values()])} cross join view_sources s
    where s.day = j.value ->> 0 and s.tag = j.value ->> 1`;
}

/** One statement: to be awaited, or run with others in a batch. */
export function writeSources(tx: Transaction, sources: readonly SourceCount[]) {
  // `where true` keeps SQLite from reading ON as a join's.
  return tx.run(sql`
    insert into view_sources (day, tag, view_count)
    select j.value ->> 0, j.value ->> 1, j.value ->> 2
    from ${rowsOf(inKeyOrder(sources, ({ tag }) => tag).map(({ day, tag, viewCount }) => [day, tag, viewCount]))} where true
    on conflict (day, tag) do update set view_count = excluded.view_count`);
}

export async function deleteSourcesBefore(db: Database, day: string): Promise<void> {
  const some = sql`select day, tag from ${viewSources} where day < ${day} limit ${ROWS_PER_DELETION}`;
  await untilNone(() => db.run(sql`delete from ${viewSources} where (day, tag) in (${some})`));
}
