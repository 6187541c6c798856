import { afterAll, beforeAll, expect, test } from 'bun:test';
import { databaseOver } from '../../platform/database.ts';
import { migratedDatabase } from '../../testkit/services.ts';
import { createStorageCareStore } from '../storage-care/store.ts';
import { createUploadStore } from './store.ts';

let database: Awaited<ReturnType<typeof migratedDatabase>>;
beforeAll(async () => {
  database = await migratedDatabase();
});
afterAll(() => database.stop());

const now = new Date();
const nobody = { userId: 'user', limit: 100 };

/** How SQLite carries out what `run` asks, one line for each table it looks at. */
async function planOf(run: (db: typeof database.db) => Promise<unknown>): Promise<string[]> {
  const queries: { sql: string; params: unknown[] }[] = [];
  const logger = { logQuery: (sql: string, params: unknown[]) => void queries.push({ sql, params }) };
  await run(databaseOver(database.client, logger));
  const plans: string[] = [];
  for (const { sql, params } of queries) {
    const args = params.map((param) => (typeof param === 'number' ? param : String(param)));
    const { rows } = await database.client.execute({ sql: `explain query plan ${sql}`, args });
    plans.push(...rows.map((row) => String(row.detail)));
  }
  return plans;
}

// Each runs while rows of years lie about: what is looked through must be only what is asked for.
test.each<[string, (db: typeof database.db) => Promise<unknown>, string]>([
  [
    'unfinished uploads of a user',
    (db) => createUploadStore(db).listLive(nobody.userId, { limit: 100, before: null }),
    'uploads_quota (user_id=? AND state=?',
  ],
  [
    'the same file of a user',
    (db) => createUploadStore(db).findStoredTwin(nobody.userId, { sha256: 'f', sizeBytes: 1 }),
    'uploads_quota (user_id=? AND state=? AND size_bytes=?)',
  ],
  [
    'uploads past their time',
    (db) => createUploadStore(db).listExpired(now, now, 100),
    'uploads_state (state=? AND expires_at<?)',
  ],
  [
    'ended uploads whose bytes are there',
    (db) => createUploadStore(db).listToRelease(100),
    'uploads_to_release (state=? AND store_upload_id>?)',
  ],
  ['deleted videos to purge', (db) => createStorageCareStore(db).listToPurge(100), 'videos_to_purge (deleted_at>?)'],
  [
    'originals that are not needed',
    (db) => createStorageCareStore(db).listUnneededOriginals(now, 100),
    'uploads_kept (state=? AND original_removed_at=? AND updated_at<?)',
  ],
  ['all videos', (db) => createStorageCareStore(db).listVideoIds('', 100), '(id>?)'],
])('%s are found by an index', async (_, run, index) => {
  const plan = await planOf(run);
  expect(plan.join('\n')).toContain(index);
  expect(plan.filter((step) => step.startsWith('SCAN'))).toEqual([]);
});
