import { openDiscovery } from '../../origin/discovery/open-discovery.ts';
import { addSignals } from '../../origin/discovery/signals/store.ts';
import { listRecommendations } from '../../origin/discovery/suggest/list-recommendations.ts';
import { listRelated } from '../../origin/discovery/suggest/list-related.ts';
import { listTrending } from '../../origin/discovery/trending/list-trending.ts';
import { rebuildIndex } from '../../origin/search/pipeline/rebuild-index.ts';
import { seededRandom } from '../../testkit/seeded-random.ts';
import { tempDir } from '../../testkit/services.ts';
import type { BenchCase } from '../bench-case.ts';
import { userId, videoId } from '../population/names.ts';
import { populationOf } from '../population/size.ts';
import { type PopulatedDatabase, startPopulatedDatabase } from '../population/start-populated-database.ts';
import { cpuMicros } from '../process-account.ts';
import { measureCalls } from '../search/measure-calls.ts';
import { createSearchStand } from '../search/search-stand.ts';
import { benchOriginConfig } from '../suggestions/origin-config.ts';
import { watchMemory } from '../watch-memory.ts';

const videos = Number(process.env.KINORA_BENCH_VIDEOS ?? 10_000);
/** As many people as videos: a million of each watch fifty million times. */
const WATCHED_EACH = 50;
const SIGNALS = 20_000;
const READS = 300;

/** A model is made of what people watched, then lists are read that nobody read before, and once more. */
export const suggestionsCase: BenchCase = {
  name: 'suggestions',
  summary: 'seconds and memory to learn what goes together, milliseconds to read lists (KINORA_BENCH_VIDEOS)',
  budgets: {
    recommendations_p99_vs_50_ms: '(goal ≤ 1)',
    remembered_p99_vs_5_ms: '(goal ≤ 1)',
    trending_p99_vs_5_ms: '(goal ≤ 1, remembered)',
  },
  async run({ note }) {
    await using objects = await tempDir();
    const size = { ...populationOf(videos), comments: 0, watchedPerUser: WATCHED_EACH };
    const database = await startPopulatedDatabase(size, note);
    try {
      await rebuildIndex((await createSearchStand(database, objects.path)).pipeline);
      return await measureSuggestions(database, note);
    } finally {
      await database.stop();
    }
  },
};

async function measureSuggestions(database: PopulatedDatabase, note: (line: string) => void) {
  const discovery = await openDiscovery({
    ...{ config: benchOriginConfig(), db: database.db, clock: () => new Date() },
    closing: new AbortController().signal,
  });
  const model = await measureModel(discovery.buildModel, database.pid);
  note(`${videos * WATCHED_EACH} views learnt in ${model.model_sec.toFixed(0)} s, ${model.model_mb.toFixed(0)} MB`);
  const signalsPerSec = await measureSignals(database, discovery.countSignals);

  const random = seededRandom(3);
  const somebody = () => ({ userId: userId(random.below(videos)), role: 'creator' as const });
  const people = Array.from({ length: READS }, somebody);
  const watched = Array.from({ length: READS }, () => videoId(random.skewed(videos)));
  const { routes } = discovery;
  const windows = ['hour', 'day', 'week', 'month'] as const;
  const calls = {
    recommendations: people.map((who) => () => listRecommendations(routes, who, { limit: 20, recent: [] })),
    related: watched.map((id) => () => listRelated(routes, null, id, { limit: 20, recent: [] })),
    trending: windows.map((window) => () => listTrending(routes, { window, limit: 50 })),
  };
  const figures: Record<string, number> = { videos, ...model, signals_per_sec: signalsPerSec };
  for (const round of ['', 'remembered_'])
    for (const [name, all] of Object.entries(calls)) {
      const { p50Ms, p99Ms, cpuMsEach } = await measureCalls<unknown>(all, database.pid);
      Object.assign(figures, {
        [`${round}${name}_p50_ms`]: p50Ms,
        [`${round}${name}_p99_ms`]: p99Ms,
        [`${round}${name}_cpu_ms`]: cpuMsEach,
      });
      note(`${round}${name}: p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, CPU ${cpuMsEach.toFixed(1)} ms`);
    }
  return {
    figures,
    ratios: {
      recommendations_p99_vs_50_ms: (figures.recommendations_p99_ms ?? Number.NaN) / 50,
      remembered_p99_vs_5_ms: (figures.remembered_recommendations_p99_ms ?? Number.NaN) / 5,
      trending_p99_vs_5_ms: (figures.remembered_trending_p99_ms ?? Number.NaN) / 5,
    },
  };
}

async function measureModel(build: () => Promise<boolean>, databasePid: number) {
  const cpuSpent = async () => (await cpuMicros(process.pid)) + (await cpuMicros(databasePid));
  const memoryBefore = process.memoryUsage.rss();
  const memory = watchMemory([process.pid], []);
  const [cpuBefore, startedAt] = [await cpuSpent(), performance.now()];
  await build();
  return {
    model_sec: (performance.now() - startedAt) / 1_000,
    model_cpu_sec: ((await cpuSpent()) - cpuBefore) / 1e6,
    model_mb: ((await memory.stop()).treeBytes - memoryBefore) / 1e6,
  };
}

/** Views of everybody, counted into what trends and what goes together. */
async function measureSignals({ db }: PopulatedDatabase, count: () => Promise<number>): Promise<number> {
  const random = seededRandom(4);
  const nowMs = Date.now();
  const signals = Array.from({ length: SIGNALS }, (_, at) => ({
    ...{ kind: 'view' as const, videoId: videoId(random.skewed(videos)), userId: userId(random.below(videos)) },
    ...{ network: String(at % 5_000), country: random.pick(['DE', 'FR', 'JP']), at: new Date(nowMs - at) },
  }));
  await db.transaction((tx) => addSignals(tx, signals));
  const startedAt = performance.now();
  const counted = await count();
  return (counted * 1_000) / (performance.now() - startedAt);
}
