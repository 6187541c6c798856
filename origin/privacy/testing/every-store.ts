import { sql } from 'drizzle-orm';
import { connectRedis, type Redis } from '../../../platform/redis.ts';
import type { TestOrigin } from '../../testing/test-origin.ts';

/** One thing in one store, and all it says; `lapses` when the store forgets it by itself within a day. */
export type Trace = { where: string; says: string; lapses?: boolean };

const daySec = 24 * 3_600;

/** Everything in every store: each row of each table, each key of Redis, each object and its bytes. */
export async function everyTrace(origin: TestOrigin): Promise<Trace[]> {
  const redis = connectRedis(origin.redisUrl);
  try {
    return [...(await rows(origin)), ...(await redisKeys(redis)), ...(await objects(origin))];
  } finally {
    redis.disconnect();
  }
}

/** Of those, what holds one of `needles`. */
export const holding = (traces: readonly Trace[], needles: readonly string[]): Trace[] =>
  traces.filter(({ where, says }) => needles.some((needle) => `${where} ${says}`.includes(needle)));

async function rows({ db }: TestOrigin): Promise<Trace[]> {
  const tables = await db.all<{ name: string }>(sql`select name from sqlite_master where type = 'table'`);
  const traces: Trace[] = [];
  for (const { name } of tables) {
    const columns = await db.all<{ name: string }>(sql`select name from pragma_table_info(${name})`);
    if (columns.length === 0) continue;
    // By the database: numbers of shadow tables are larger than JavaScript's, and blobs hold words.
    const joined = (of: 'text' | 'blob') =>
      sql.join(
        columns.map(({ name: column }) => {
          const value = sql.identifier(column);
          const shown = of === 'blob' ? sql`hex(${value})` : sql`cast(${value} as text)`;
          return sql`iif((typeof(${value}) = 'blob') = ${of === 'blob'}, coalesce(${shown}, ''), '')`;
        }),
        sql` || ' ' || `,
      );
    const found = await db.all<{ words: string; bytes: string }>(
      sql`select ${joined('text')} as words, ${joined('blob')} as bytes from ${sql.identifier(name)}`,
    );
    for (const { words, bytes } of found) {
      const blobs = Buffer.from(bytes.replaceAll(' ', ''), 'hex').toString('latin1');
      traces.push({ where: `table ${name}`, says: `${words} ${blobs}` });
    }
  }
  return traces;
}

async function redisKeys(redis: Redis): Promise<Trace[]> {
  const traces: Trace[] = [];
  for (const key of await redis.keys('*')) {
    const says = JSON.stringify(await readKey(redis, key));
    const leftSec = await redis.ttl(key);
    traces.push({ where: `redis ${key}`, says, lapses: leftSec >= 0 && leftSec <= daySec });
  }
  return traces;
}

async function readKey(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1');
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      throw new Error(`cannot read ${key}`);
  }
}

async function objects({ objects: store }: TestOrigin): Promise<Trace[]> {
  const traces: Trace[] = [];
  for await (const { key } of store.list('')) {
    const object = await store.get(key);
    const bytes = object ? await new Response(object.body).bytes() : new Uint8Array();
    traces.push({ where: `object ${key}`, says: Buffer.from(bytes).toString('latin1') });
  }
  return traces;
}
