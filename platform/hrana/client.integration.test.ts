import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { requireEngine } from '../../testkit/engines.ts';
import { type Service, startService, startSqld, tempDir } from '../../testkit/services.ts';
import { createHranaClient, type HranaClient } from './client.ts';

let sqld: Service;
let client: HranaClient;
beforeAll(async () => {
  sqld = await startSqld();
  client = createHranaClient(sqld);
  await client.execute('create table notes (id integer primary key, words text unique, weight real, bytes blob)');
}, 30_000);
afterAll(() => sqld?.stop());

const add = (words: string) => ({ sql: 'insert into notes (words) values (?)', args: [words] });
const countOf = async (words: string) => {
  const { rows } = await client.execute({ sql: 'select count(*) as n from notes where words = ?', args: [words] });
  return rows[0]?.n;
};
/** The code of what it rejects with. */
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

test('every kind of value comes back as it went', async () => {
  const args = ['ünï 🎬', 1.5, new Uint8Array([0, 255, 7])];
  const written = await client.execute({ sql: 'insert into notes (words, weight, bytes) values (?, ?, ?)', args });
  expect(written).toMatchObject({ rowsAffected: 1, lastInsertRowid: 1n });
  const { rows, columns } = await client.execute('select id, words, weight, bytes, null as missing from notes');
  expect(columns).toEqual(['id', 'words', 'weight', 'bytes', 'missing']);
  const [row] = rows;
  expect(row).toEqual({
    ...{ id: 1, words: 'ünï 🎬', weight: 1.5, missing: null },
    bytes: new Uint8Array([0, 255, 7]).buffer,
  } as never); // the type asks for numbered values, which are not enumerable
  expect([row?.[1], row?.length]).toEqual(['ünï 🎬', 5]);
  const bound = { sql: 'select ? as a, ? as b, ? as c, ? as d', args: [true, 2 ** 53 - 1, new Date(5), null] };
  expect((await client.execute(bound)).rows[0]).toEqual({ a: 1, b: 2 ** 53 - 1, c: 5, d: null } as never);
});

test('a number that would not come back as it is, is refused', async () => {
  expect(client.execute('select 9007199254740993')).rejects.toThrow(RangeError);
  expect(client.execute({ sql: 'select ?', args: [Number.NaN] })).rejects.toThrow(RangeError);
  expect((await client.execute('select 1 as one')).rows).toHaveLength(1);
});

test('what the database refuses is an error with its code, and the stream goes on', async () => {
  await client.execute(add('twice'));
  expect(await codeOf(client.execute(add('twice')))).toBe('SQLITE_CONSTRAINT');
  expect(client.execute(add('twice'))).rejects.toThrow('UNIQUE constraint failed: notes.words');
  expect(await countOf('twice')).toBe(1);
});

test('a batch is all or nothing', async () => {
  const [, read] = await client.batch([add('first'), 'select words from notes order by id desc limit 1']);
  expect(read?.rows[0]?.words).toBe('first');
  expect(await codeOf(client.batch([add('second'), add('first'), add('third')]))).toBe('SQLITE_CONSTRAINT');
  expect([await countOf('second'), await countOf('third')]).toEqual([0, 0]);
  expect(await codeOf(client.batch([add('second')]))).toBe('nothing');
});

test('a transaction is seen by others when it is committed, and never when it is not', async () => {
  const kept = await client.transaction();
  await kept.execute(add('kept'));
  expect((await kept.execute("select 1 from notes where words = 'kept'")).rows).toHaveLength(1);
  expect(await countOf('kept')).toBe(0);
  await kept.commit();
  expect(await countOf('kept')).toBe(1);

  const undone = await client.transaction();
  await Promise.all([undone.execute(add('undone')), undone.execute(add('undone as well'))]);
  await undone.rollback();
  expect(await codeOf(undone.execute(add('undone')))).toBe('TRANSACTION_CLOSED');
  expect(await codeOf(undone.commit())).toBe('TRANSACTION_CLOSED');
  expect([await countOf('undone'), await countOf('undone as well')]).toEqual([0, 0]);
});

test('a transaction is committed with its last statements, and not with one that fails', async () => {
  const kept = await client.transaction();
  await kept.execute(add('asked before the last'));
  const [, read] = await kept.commitWith([
    add('the last'),
    "select count(*) as n from notes where words like '%the last'",
  ]);
  expect([read?.rows[0]?.n, kept.closed, await countOf('the last')]).toEqual([2, true, 1]);
  expect(await codeOf(kept.execute(add('too late')))).toBe('TRANSACTION_CLOSED');

  const undone = await client.transaction();
  expect(await codeOf(undone.commitWith([add('undone'), add('the last')]))).toBe('SQLITE_CONSTRAINT');
  expect(undone.closed).toBe(false);
  await undone.rollback();
  expect(await countOf('undone')).toBe(0);

  const ended = await client.transaction();
  await ended.execute(add('before its end'));
  await ended.execute('rollback');
  expect(await codeOf(ended.commitWith([add('after its end')]))).toBe('TRANSACTION_CLOSED');
  await ended.rollback();
  expect([await countOf('before its end'), await countOf('after its end')]).toEqual([0, 0]);
});

test('statements of a transaction that the database has ended are not run on their own', async () => {
  const transaction = await client.transaction();
  await transaction.execute(add('before its end'));
  await transaction.execute('rollback');
  expect(await codeOf(transaction.execute(add('after its end')))).toBe('TRANSACTION_CLOSED');
  expect(await codeOf(transaction.commit())).not.toBe('nothing');
  expect([await countOf('before its end'), await countOf('after its end')]).toEqual([0, 0]);
});

test('transactions at the same time come one after another, and statements beside them are not held up', async () => {
  await client.execute("insert into notes (words, weight) values ('sum', 0)");
  const addOne = async () => {
    const transaction = await client.transaction();
    const { rows } = await transaction.execute("select weight from notes where words = 'sum'");
    const update = "update notes set weight = ? where words = 'sum'";
    await transaction.execute({ sql: update, args: [Number(rows[0]?.weight) + 1] });
    await transaction.commit();
  };
  const reads = Array.from({ length: 40 }, (_, at) => client.execute({ sql: 'select ? as n', args: [at] }));
  await Promise.all([...Array.from({ length: 30 }, addOne), ...reads]);
  expect((await client.execute("select weight from notes where words = 'sum'")).rows[0]?.weight).toBe(30);
});

test('a server that was restarted is met with new streams', async () => {
  await using dir = await tempDir();
  let port = 0;
  const start = () =>
    startService('sqld', 'http', (free) => {
      port ||= free;
      const url = `http://127.0.0.1:${port}`;
      return {
        argv: [requireEngine('sqld'), '-d', join(dir.path, 'data'), '--http-listen-addr', `127.0.0.1:${port}`],
        isReady: async () => (await fetch(`${url}/health`)).ok,
      };
    });
  const first = await start();
  const restarted = createHranaClient({ url: `http://127.0.0.1:${port}` });
  await restarted.batch(['create table notes (words text)', add('before')]);
  const transactions = [await restarted.transaction(), await restarted.transaction('deferred')] as const;
  await transactions[0].execute(add('never committed'));
  await transactions[1].execute('select words from notes');
  await first.stop();
  const second = await start();
  try {
    await restarted.execute(add('after'));
    for (const open of transactions) {
      expect(await codeOf(open.execute(add('too late')))).not.toBe('nothing');
      expect(await codeOf(open.execute(add('later still')))).not.toBe('nothing');
    }
    expect(await codeOf(transactions[0].commit())).not.toBe('nothing');
    expect(await codeOf(transactions[1].rollback())).toBe('nothing');
    const { rows } = await restarted.execute('select words from notes order by words');
    expect(rows.map(({ words }) => words)).toEqual(['after', 'before']);
  } finally {
    await second.stop();
  }
}, 60_000);
