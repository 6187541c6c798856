import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { databaseOver } from '../../platform/database.ts';
import { migratedDatabase } from '../../testkit/services.ts';
import { createOutboxStore } from '../outbox/store.ts';
import { createViewStore } from '../views/store.ts';
import { ROWS_PER_DELETION } from './until-none.ts';

const OLD_ROWS = 2 * ROWS_PER_DELETION + 1;
const [old, now] = [new Date('2026-03-01T12:00:00Z'), new Date('2026-03-20T12:00:00Z')];
const [oldDay, today] = ['2026-03-01', '2026-03-20'];
let database: Awaited<ReturnType<typeof migratedDatabase>>;
beforeAll(async () => {
  database = await migratedDatabase();
});
afterAll(() => database.stop());

type Db = typeof database.db;

/** What fills the columns of row `i`: old up to `OLD_ROWS`, of now in the one after. */
const day = sql`iif(i <= ${OLD_ROWS}, ${oldDay}, ${today})`;
const time = sql`iif(i <= ${OLD_ROWS}, ${old.getTime()}, ${now.getTime()})`;

test.each([
  ['view_sessions', sql`(day, session_id, video_id, started_at) select ${day}, 's' || i, 'v', 0`],
  ['view_sources', sql`(day, tag, view_count) select ${day}, 't' || i, 1`],
  ['outbox', sql`(queue, job_id, payload, created_at, relayed_at) select 'q', 'j' || i, '{}', 0, ${time}`],
])('old rows of %s go some at a time, and those of now stay', async (table, rows) => {
  await database.db.run(sql`insert into ${sql.raw(table)} ${rows} from (
    with recursive n(i) as (select 1 union all select i + 1 from n where i <= ${OLD_ROWS}) select i from n)`);
  const statements: string[] = [];
  const db: Db = databaseOver(database.client, { logQuery: (text) => void statements.push(text) });
  await createViewStore(db).deleteSessionsBefore(today);
  await createOutboxStore(db).deleteRelayedBefore(now);
  const deletions = statements.filter((text) => text.startsWith(`delete from "${table}"`));
  expect(deletions).toHaveLength(4); // the last one finds none
  expect(await database.db.$count(sql`${sql.raw(table)}`)).toBe(1);
});
