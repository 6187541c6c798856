import { afterAll, beforeAll, expect, test } from 'bun:test';
import { databaseOver } from '../../../platform/database.ts';
import { askOver } from '../../../platform/questions.ts';
import { migratedDatabase } from '../../../testkit/services.ts';
import { createCircumstanceStore } from '../../moderation/circumstances/store.ts';
import { createVideoStore } from '../../videos/store.ts';
import { createCommentStore } from '../store.ts';

let database: Awaited<ReturnType<typeof migratedDatabase>>;
beforeAll(async () => {
  database = await migratedDatabase();
});
afterAll(() => database.stop());

test('what a comment is judged by is found by look-ups, in one exchange', async () => {
  const statements: { sql: string; params: unknown[] }[] = [];
  let exchanges = 0;
  const { client } = database;
  const batch: typeof client.batch = async (asked, mode) => {
    exchanges += 1;
    for (const each of asked)
      if (typeof each === 'object' && 'sql' in each) statements.push({ sql: each.sql, params: each.args as unknown[] }); // as drizzle gives them
    return client.batch(asked, mode);
  };
  const db = databaseOver(Object.assign(Object.create(client), { batch }));
  const [access, circumstances] = await askOver(db)(
    createVideoStore(db).askAccess({ videoId: 'v', userId: 'u' }),
    createCircumstanceStore(db).ask({ videoId: 'v', authorId: 'u', since: new Date() }),
  );
  expect([access, circumstances.authorSince, circumstances.recent]).toEqual([null, null, []]);
  const surroundings = askOver(db)(createCommentStore(db).askSurroundings({ authorId: 'u', parentId: 'p' }));
  await expect(surroundings).rejects.toMatchObject({ code: 'unauthenticated' });
  expect([exchanges, statements.length]).toEqual([2, 4]);
  for (const { sql, params } of statements) {
    const args = params.map((param) => (typeof param === 'number' ? param : String(param)));
    const { rows } = await client.execute({ sql: `explain query plan ${sql}`, args });
    const scans = rows.map((row) => String(row.detail)).filter((line) => /^SCAN|TEMP B-TREE/.test(line));
    expect(scans.filter((line) => !/^SCAN j VIRTUAL TABLE/.test(line))).toEqual([]);
  }
});
