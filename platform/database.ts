import { fileURLToPath } from 'node:url';
import { type Client, createClient, type InStatement } from '@libsql/client/http';
import { sql } from 'drizzle-orm';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { drizzle } from 'drizzle-orm/libsql/http';
import * as z from 'zod';
import * as schema from '../shared/schema/index.ts';
import { createReadStreams, type ReadStreams } from './read-streams.ts';
import { againWhileLocked } from './while-locked.ts';

export type Database = LibSQLDatabase<typeof schema>;
export type OpenDatabase = {
  db: Database;
  /** The same for `select` alone, several times as fast: over streams that stay open. */
  reads: Database;
  client: Client;
  /** How far the database has come, for replicas to reach; null when the server does not tell. Rejects when it does not answer. */
  replicationIndex(): Promise<number | null>;
  close(): void;
};

const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

/** Opens libSQL at `url` (`http://…` of sqld, or Turso with `token`). Nothing is sent until the first statement. */
export function openDatabase(options: { url: string; token?: string }): OpenDatabase {
  const client = patient(
    createClient({
      url: options.url,
      ...(options.token === undefined ? {} : { authToken: options.token }),
    }),
  );
  const db = drizzle(client, { schema });
  const transaction = db.transaction.bind(db);
  db.transaction = (work, config) => againWhileLocked(() => transaction(work, config));
  return {
    db,
    reads: drizzle(overStreams(client, createReadStreams(options)), { schema }),
    client,
    replicationIndex: () => readReplicationIndex(options),
    close: () => client.close(),
  };
}

/** Single statements and batches wait for a locked database; transactions are begun anew as a whole. */
function patient(client: Client): Client {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const call = (...args: unknown[]): unknown => Reflect.apply(value, target, args);
      return name === 'execute' || name === 'batch'
        ? (...args: unknown[]) => againWhileLocked(async () => call(...args))
        : call;
    },
  });
}

/** `client` with its single statements and batches over `streams`. */
function overStreams(client: Client, { read }: ReadStreams): Client {
  const execute = async (statement: InStatement) => (await read([statement]))[0];
  const batch = (statements: InStatement[]) => read(statements);
  return new Proxy(client, {
    get: (target, name) =>
      name === 'execute' ? execute : name === 'batch' ? batch : (Reflect.get(target, name, target) as unknown),
  });
}

/** By hand, since the client does not show what every Hrana answer carries. */
async function readReplicationIndex({ url, token }: { url: string; token?: string }): Promise<number | null> {
  const response = await fetch(`${url.replace(/^libsql:/, 'https:').replace(/\/+$/, '')}/v3/pipeline`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ requests: [{ type: 'execute', stmt: { sql: 'select 1' } }, { type: 'close' }] }),
    signal: AbortSignal.timeout(2_000),
  });
  if (!response.ok) throw new Error(`the database answered ${response.status}`);
  const { results } = pipelineSchema.parse(await response.json());
  const index = results[0]?.response?.result?.replication_index;
  return index == null ? null : Number(index);
}

const pipelineSchema = z.object({
  results: z.array(
    z.object({
      response: z.object({ result: z.object({ replication_index: z.string().nullish() }).optional() }).optional(),
    }),
  ),
});

/** Rejects when the database does not answer. */
export async function pingDatabase(db: Database): Promise<void> {
  await db.run(sql`select 1`);
}

/** Runs the migrations that have not run yet, each wholly or not at all. */
export async function migrateDatabase(db: Database): Promise<void> {
  // Only what sets a database up needs this.
  const { migrate } = await import('drizzle-orm/libsql/migrator');
  await migrate(db, { migrationsFolder });
}
