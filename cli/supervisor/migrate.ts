import { migrateDatabase, openDatabase } from '../../platform/database.ts';
import { Failure } from '../failure.ts';

/** Brings the database up to this version; throws a `Failure` with the database's own words when it refuses. */
export async function migrate(options: { url: string; token?: string }): Promise<void> {
  const database = openDatabase(options);
  try {
    await migrateDatabase(database.db);
  } catch (cause) {
    const reason = cause instanceof Error ? deepestMessage(cause) : String(cause);
    throw new Failure('migration_failed', `the database could not be migrated: ${reason}`, { cause });
  } finally {
    database.close();
  }
}

/** The query library wraps the database's message in one that repeats the whole statement. */
function deepestMessage(error: Error): string {
  return error.cause instanceof Error ? deepestMessage(error.cause) : error.message;
}
