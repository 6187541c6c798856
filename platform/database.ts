import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '@libsql/client';
import { sql } from 'drizzle-orm';
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import * as schema from '../shared/schema/index.ts';

export type Database = LibSQLDatabase<typeof schema>;
export type OpenDatabase = { db: Database; client: Client; close(): void };

const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

/** Opens libSQL at `url` (`http://…` of sqld, or Turso with `token`). Nothing is sent until the first statement. */
export function openDatabase(options: { url: string; token?: string }): OpenDatabase {
  const client = createClient({
    url: options.url,
    ...(options.token === undefined ? {} : { authToken: options.token }),
  });
  return { db: drizzle(client, { schema }), client, close: () => client.close() };
}

/** Rejects when the database does not answer. */
export async function pingDatabase(db: Database): Promise<void> {
  await db.run(sql`select 1`);
}

/** Runs the migrations that have not run yet, each wholly or not at all. */
export async function migrateDatabase(db: Database): Promise<void> {
  await migrate(db, { migrationsFolder });
}
