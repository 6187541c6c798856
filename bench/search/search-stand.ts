import { stat } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { createRecentAnswers } from '../../origin/discovery/recent-answers.ts';
import { createChosen } from '../../origin/search/choices/chosen.ts';
import { createChoiceStore } from '../../origin/search/choices/store.ts';
import { createFtsEngine } from '../../origin/search/fts/fts-engine.ts';
import { createFtsStore } from '../../origin/search/fts/store.ts';
import type { PipelineDeps } from '../../origin/search/pipeline/deps.ts';
import { createPipelineStore } from '../../origin/search/pipeline/store.ts';
import { createSearchStore } from '../../origin/search/results/store.ts';
import { compileRules } from '../../origin/search/rules/compile-rules.ts';
import { createSuggestStore } from '../../origin/search/suggest/store.ts';
import type { SuggestDeps } from '../../origin/search/suggest/suggest.ts';
import { databaseOver, type OpenDatabase } from '../../platform/database.ts';
import { createFilesystemStore } from '../../platform/object-store/filesystem-store.ts';
import type { TitledVideo } from './judged-queries.ts';

const MIN_PEOPLE = 5;
const noRules = compileRules({ synonyms: [], curated: [] });

/** What origin asks and keeps an index with, on a populated database. `file`: the database's own. */
export async function createSearchStand(
  { client, pid, file }: Pick<OpenDatabase, 'client'> & { pid: number; file: string },
  objectsDir: string,
) {
  let statements = 0;
  const db = databaseOver(client, { logQuery: () => void statements++ });
  const engine = createFtsEngine(createFtsStore(db));
  const clock = () => new Date();
  const objects = createFilesystemStore({ rootDir: objectsDir, publicUrl: 'http://127.0.0.1' });
  const pipeline: PipelineDeps = { engine, store: createPipelineStore(db), objects, clock };
  const deps: SuggestDeps = {
    ...{ engine, clock, store: createSearchStore(db), pastQueries: createSuggestStore(db), minPeople: MIN_PEOPLE },
    ranking: { popularityBoost: 0.3, recencyBoost: 0.2, recencyHalfLifeDays: 30, choiceBoost: 0.5 },
    rules: async () => noRules,
    chosenFor: createChosen({ store: createChoiceStore(db), minPeople: MIN_PEOPLE, clock }),
    // Nothing is remembered: each call is one that nobody made lately.
    rankings: { get: (_, make) => make(), forget() {} },
    completions: { get: (_, make) => make(), forget() {} },
  };
  return {
    ...{ pipeline, deps, databasePid: pid },
    /** The same, with answers remembered as origin does. */
    remembering: (): SuggestDeps => ({
      ...deps,
      rankings: createRecentAnswers({ keptMs: 2_000, most: 1_000, clock }),
      completions: createRecentAnswers({ keptMs: 2_000, most: 5_000, clock }),
    }),
    /** How many statements were sent so far, transactions left out. */
    statements: () => statements,
    /** Of the whole database: the file and what is written ahead of it. */
    async sizeBytes(): Promise<number> {
      await db.run(sql`pragma wal_checkpoint(truncate)`).catch(() => {});
      return (await stat(file)).size + ((await stat(`${file}-wal`).catch(() => null))?.size ?? 0);
    },
    /** About `count` videos, spread over the whole catalogue. */
    async someVideos(count: number): Promise<TitledVideo[]> {
      const rows = await db.all<{ id: string; title: string; language: string | null }>(sql`
        select id, title, language from videos
        where rowid % max(1, (select max(rowid) from videos) / ${count}) = 0 limit ${count}`);
      return rows.map(({ id, title, language }) => ({ videoId: id, title, language: language ?? 'en' }));
    },
  };
}

export type SearchStand = Awaited<ReturnType<typeof createSearchStand>>;
