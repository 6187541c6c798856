import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '@libsql/client/http';
import type { Logger } from 'drizzle-orm';
import { sql } from 'drizzle-orm';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { drizzle } from 'drizzle-orm/libsql/http';
import * as schema from '../shared/schema/index.ts';
import { createHranaClient, type HranaClient } from './hrana/client.ts';
import type { StreamTransaction } from './hrana/transaction.ts';
import { againWhileLocked } from './while-locked.ts';

/** Its `batch` is one exchange with the database, as each single statement is. */
export type Transaction = Omit<LibSQLDatabase, 'transaction' | 'query'> & {
  /** `batch` of the last statements, which are committed in the same exchange: nothing can follow. */
  finish: LibSQLDatabase['batch'];
};
export type Database = Omit<LibSQLDatabase<typeof schema>, 'transaction'> & {
  /** All or nothing, alone among all writers. `work` may be begun anew, so it changes nothing but the database. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
};
/** What @libsql/client does, over streams that stay open. */
export type StreamClient = Omit<Client, 'transaction'> & Pick<HranaClient, 'transaction'>;

export type OpenDatabase = {
  db: Database;
  client: StreamClient;
  /** How far the database has come, for replicas to reach; null when the server does not tell. Rejects when it does not answer. */
  replicationIndex(): Promise<number | null>;
  close(): void;
};

/** An answer waits for it. */
const REPLICATION_INDEX_TIMEOUT_MS = 2_000;

const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

/** Opens libSQL at `url` (`http://…` of sqld, or Turso with `token`). Nothing is sent until the first statement. */
export function openDatabase(options: { url: string; token?: string }): OpenDatabase {
  const whole = createClient({
    url: options.url,
    ...(options.token === undefined ? {} : { authToken: options.token }),
  });
  const streams = createHranaClient(options);
  const client = overStreams(whole, streams);
  return {
    db: databaseOver(client),
    client,
    replicationIndex: () => streams.replicationIndex(REPLICATION_INDEX_TIMEOUT_MS),
    close: () => client.close(),
  };
}

/** `logger` is told of each query outside of transactions. */
export function databaseOver(client: StreamClient, logger?: Logger): Database {
  return Object.assign(drizzle(client, { schema, ...(logger ? { logger } : {}) }), {
    transaction: <T>(work: (tx: Transaction) => Promise<T>) =>
      againWhileLocked(async () => inTransaction(await client.transaction(), work)),
  });
}

async function inTransaction<T>(open: StreamTransaction, work: (tx: Transaction) => Promise<T>): Promise<T> {
  try {
    // Of a client nothing else is asked within a transaction.
    const tx = drizzle(open as Pick<Client, 'execute' | 'batch'> as Client);
    const finish: Transaction['finish'] = (statements) =>
      drizzle({ batch: open.commitWith } as Pick<Client, 'batch'> as Client).batch(statements);
    const outcome = await work(Object.assign(tx, { finish }));
    if (!open.closed) await open.commit();
    return outcome;
  } catch (error) {
    await open.rollback();
    throw error;
  }
}

/**
 * `whole` with its statements, batches and transactions over streams. Single statements and batches wait for a locked
 * database; transactions are begun anew as a whole.
 */
function overStreams(whole: Client, { execute, batch, transaction }: HranaClient): StreamClient {
  const mine = {
    execute: (...args: Parameters<typeof execute>) => againWhileLocked(() => execute(...args)),
    batch: (...args: Parameters<typeof batch>) => againWhileLocked(() => batch(...args)),
    transaction,
  };
  const isMine = (name: string | symbol): name is keyof typeof mine => Object.hasOwn(mine, name);
  return new Proxy(whole, {
    get(target, name) {
      if (isMine(name)) return mine[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as StreamClient; // `mine` stands in for the rest
}

/** Rejects when the database does not answer. */
export async function pingDatabase(db: Database): Promise<void> {
  await db.run(sql`select 1`);
}

/** Runs the migrations that have not run yet, each wholly or not at all. */
export async function migrateDatabase(db: Database): Promise<void> {
  // Only what sets a database up needs this.
  const { migrate } = await import('drizzle-orm/libsql/migrator');
  await migrate(db as Database & LibSQLDatabase<typeof schema>, { migrationsFolder });
}
