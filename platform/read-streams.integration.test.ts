import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { migratedDatabase } from '../testkit/services.ts';

let database: Awaited<ReturnType<typeof migratedDatabase>>;
beforeAll(async () => {
  database = await migratedDatabase();
});
afterAll(() => database.stop());

test('reads what was written before, over one stream and over many at once', async () => {
  const { db, reads } = database;
  await db.run(sql`create table notes (id integer primary key, words text, weight real)`);
  for (let at = 1; at <= 50; at++) {
    await db.run(sql`insert into notes (words, weight) values (${`note ${at}`}, ${at / 2})`);
    expect(await reads.get<{ n: number }>(sql`select count(*) as n from notes`)).toEqual({ n: at });
  }
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, at) => reads.all(sql`select id, words, weight from notes where id = ${at + 1}`)),
  );
  expect(answers[2]).toEqual([{ id: 3, words: 'note 3', weight: 1.5 }]);
  expect(answers.slice(50)).toEqual(Array.from({ length: 10 }, () => []));
});

test('what the database refuses is an error, and the stream goes on', async () => {
  const { reads } = database;
  const refused = async () => reads.get(sql`select nothing from nowhere`);
  expect(refused).toThrow();
  expect(await reads.get<{ one: number }>(sql`select 1 as one`)).toEqual({ one: 1 });
});
