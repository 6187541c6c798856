import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { migratedDatabase } from '../../testkit/services.ts';
import { createHranaReader, type HranaReader, type SqlValue } from './hrana.ts';

type Body = { baton: string | null; requests: { type: string }[] };

let server: Awaited<ReturnType<typeof migratedDatabase>>;
/** Stands before the server and notes what comes. */
let door: Bun.Server<undefined>;
const bodies: Body[] = [];
let isForgetful = false;
let nowMs = 0;
let read: (sql: string, args?: SqlValue[]) => ReturnType<HranaReader>;

beforeAll(async () => {
  server = await migratedDatabase();
  door = Bun.serve({
    port: 0,
    async fetch(request) {
      const body = (await request.json()) as Body;
      bodies.push(body);
      const baton = isForgetful && body.baton !== null ? `${body.baton}x` : body.baton;
      const answer = await fetch(`${server.url}/v3/pipeline`, {
        method: 'POST',
        body: JSON.stringify({ ...body, baton }),
      });
      return new Response(await answer.text(), { status: answer.status });
    },
  });
});
afterAll(async () => {
  await door?.stop(true);
  await server?.stop();
});
beforeEach(() => {
  bodies.length = 0;
  isForgetful = false;
  read = readerWith(8);
});

function readerWith(maxStreams: number): typeof read {
  const ask = createHranaReader({ url: door.url.origin, token: null }, { now: () => nowMs, maxStreams });
  return (sql, args = []) => ask({ sql, args, minIndex: 0, timeoutMs: 5_000 });
}

const opened = () => bodies.filter(({ baton }) => baton === null).length;
const isClosed = ({ requests }: Body) => requests.some(({ type }) => type === 'close');

test('reads one after another go over one stream, and see what was written between them', async () => {
  const count = async () => (await read('select count(*) as rows from users')).rows;
  expect(await count()).toEqual([{ rows: 0 }]);
  await server.client.execute(
    "insert into users (id, name, email, username, created_at, updated_at) values ('u', 'U', 'u@example.com', 'u', 1, 1)",
  );
  expect(await count()).toEqual([{ rows: 1 }]);
  expect((await read('select ? as a, ? as b, ? as c', [1, 'x', null])).rows).toEqual([{ a: 1, b: 'x', c: null }]);
  expect([opened(), bodies.filter(isClosed)]).toEqual([1, []]);
});

test('of many reads at once each has its answer, and no more than eight leave a stream open', async () => {
  const numbers = Array.from({ length: 30 }, (_, at) => at);
  const answers = await Promise.all(numbers.map((at) => read('select ? as at', [at])));
  expect(answers.map(({ rows }) => rows[0]?.at)).toEqual(numbers);
  expect(bodies.filter((body) => !isClosed(body))).toHaveLength(8);
  bodies.length = 0;
  await Promise.all(numbers.map((at) => read('select ? as at', [at])));
  expect(new Set(bodies.map(({ baton }) => baton)).size).toBe(8 + 1);
  expect(bodies.filter(({ baton }) => baton === null).every(isClosed)).toBe(true);
});

test('a stream that the server does not know any more costs its reader nothing but time', async () => {
  await read('select 1');
  isForgetful = true;
  expect((await read('select 2 as two')).rows).toEqual([{ two: 2 }]);
  expect(opened()).toBe(2);
});

test('a stream is left after some seconds of silence, and closed when it is a minute old', async () => {
  await read('select 1');
  nowMs += 5_001;
  await read('select 1');
  expect(opened()).toBe(2);
  for (let second = 0; second < 61; second += 1) {
    nowMs += 1_000;
    await read('select 1');
  }
  expect([opened(), isClosed(bodies.at(-1) as Body)]).toEqual([2, true]);
  await read('select 1');
  expect(opened()).toBe(3);
});

test('a stream on which a read failed is not used again, and counts as open for a while', async () => {
  for (let failure = 0; failure < 8; failure += 1)
    await expect(read('select 1 from nowhere')).rejects.toThrow('no such table');
  await read('select 1');
  expect(opened()).toBe(9);
  expect(bodies.map(isClosed)).toEqual([...Array(8).fill(false), true]);
  nowMs += 5_001;
  await read('select 1');
  await read('select 1');
  expect([opened(), isClosed(bodies.at(-1) as Body)]).toEqual([10, false]);
});

test('none stays open where none may', async () => {
  const alone = readerWith(0);
  for (const at of [1, 2]) expect((await alone('select ? as at', [at])).rows).toEqual([{ at }]);
  expect([opened(), bodies.every(isClosed)]).toEqual([2, true]);
});
