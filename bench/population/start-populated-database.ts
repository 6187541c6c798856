import { Database } from 'bun:sqlite';
import { join } from 'node:path';
import { migrateDatabase, type OpenDatabase, openDatabase } from '../../platform/database.ts';
import { requireEngine } from '../../testkit/engines.ts';
import { type Service, startService, tempDir } from '../../testkit/services.ts';
import { fillPopulation } from './fill-population.ts';
import type { PopulationSize } from './size.ts';

export type PopulatedDatabase = OpenDatabase & Service & { pid: number; file: string };

/** Each page is written once; who stops in the middle begins anew. */
const unsafe = ['journal_mode = memory', 'synchronous = off', 'foreign_keys = off', 'cache_size = -500000'];

/** A libSQL server on a database of that size. The rows are written into its file while it stands still. */
export async function startPopulatedDatabase(
  size: PopulationSize,
  note: (line: string) => void,
): Promise<PopulatedDatabase> {
  await using cleanup = new AsyncDisposableStack();
  const dir = cleanup.use(await tempDir());
  const dataDir = join(dir.path, 'data');

  const empty = await startSqldOn(dataDir);
  try {
    const database = openDatabase({ url: empty.url });
    await migrateDatabase(database.db);
    database.close();
  } finally {
    await empty.stop();
  }
  const path = join(dataDir, 'dbs/default/data');
  const file = new Database(path);
  try {
    for (const pragma of unsafe) file.run(`pragma ${pragma}`);
    fillPopulation(file, size, note);
    file.run('pragma journal_mode = wal');
  } finally {
    file.close();
  }
  const server = cleanup.adopt(await startSqldOn(dataDir), (it) => it.stop());
  const database = openDatabase({ url: server.url });
  cleanup.defer(() => database.close());
  const kept = cleanup.move();
  return { ...database, url: server.url, pid: server.pid, file: path, stop: () => kept.disposeAsync() };
}

const startSqldOn = (dataDir: string) =>
  startService('sqld', 'http', (port) => ({
    argv: [requireEngine('sqld'), ...['-d', dataDir, '--http-listen-addr', `127.0.0.1:${port}`, '--no-welcome']],
    isReady: async (url) => (await fetch(`${url}/health`)).ok,
  }));
