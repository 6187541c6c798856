import { openDiscovery } from '../../origin/discovery/open-discovery.ts';
import { listRecommendations } from '../../origin/discovery/suggest/list-recommendations.ts';
import { listRelated } from '../../origin/discovery/suggest/list-related.ts';
import { listTrending } from '../../origin/discovery/trending/list-trending.ts';
import { databaseOver } from '../../platform/database.ts';
import { seededRandom } from '../../testkit/seeded-random.ts';
import type { BenchCase } from '../bench-case.ts';
import { atEachSize, sizesAsked } from '../population/at-each-size.ts';
import { userId, videoId } from '../population/names.ts';
import { populationOf } from '../population/size.ts';
import { type PopulatedDatabase, startPopulatedDatabase } from '../population/start-populated-database.ts';
import { measureCalls } from '../search/measure-calls.ts';
import { benchSettings } from '../settings.ts';
import { judgeNearest } from '../suggestions/judge-nearest.ts';
import { judgeTopics } from '../suggestions/judge-topics.ts';
import { learnt } from '../suggestions/learnt.ts';
import { benchOriginConfig } from '../suggestions/origin-config.ts';

/** As many people as videos: a million of each watch fifty million times. */
const watchedEach = benchSettings().KINORA_BENCH_WATCHED_EACH ?? 50;
const READS = 300;

type Note = (line: string) => void;

/** A model is made of what people watched, then lists are read that nobody read before, and once more. */
export const suggestionsCase: BenchCase = {
  name: 'suggestions',
  summary:
    'seconds and memory to learn what goes together, milliseconds to read lists (KINORA_BENCH_VIDEOS, KINORA_BENCH_WATCHED_EACH)',
  budgets: {
    recommendations_p99_vs_50_ms: '(goal ≤ 1)',
    remembered_p99_vs_5_ms: '(goal ≤ 1)',
    trending_p99_vs_5_ms: '(goal ≤ 1, remembered)',
  },
  run: ({ note }) => atEachSize(sizesAsked(10_000), note, (videos) => measureAt(videos, note)),
};

async function measureAt(videos: number, note: Note) {
  const size = { ...populationOf(videos), comments: 0, watchedPerUser: watchedEach };
  const database = await startPopulatedDatabase(size, note, learnt(videos, note));
  try {
    const lists = await measureLists(videos, database, note);
    const topics = { ...(await judgeTopics(videos, database)), ...(await judgeNearest(videos, database)) };
    const figures: Record<string, number> = { videos, ...database.prepared, ...topics, ...lists };
    return {
      figures,
      ratios: {
        recommendations_p99_vs_50_ms: (figures.recommendations_p99_ms ?? Number.NaN) / 50,
        remembered_p99_vs_5_ms: (figures.remembered_recommendations_p99_ms ?? Number.NaN) / 5,
        trending_p99_vs_5_ms: (figures.remembered_trending_p99_ms ?? Number.NaN) / 5,
      },
    };
  } finally {
    await database.stop();
  }
}

async function measureLists(videos: number, { client, pid }: PopulatedDatabase, note: Note) {
  let statements = 0;
  const { routes } = await openDiscovery({
    ...{ config: benchOriginConfig(), db: databaseOver(client, { logQuery: () => void statements++ }) },
    ...{ clock: () => new Date(), closing: new AbortController().signal },
  });
  const random = seededRandom(3);
  const somebody = () => ({ userId: userId(random.below(videos)), role: 'creator' as const });
  const recommendationsOf = (count: number) =>
    Array.from({ length: count }, somebody).map(
      (who) => () => listRecommendations(routes, who, { limit: 20, recent: [] }),
    );
  const watched = Array.from({ length: READS }, () => videoId(random.skewed(videos)));
  const windows = ['hour', 'day', 'week', 'month'] as const;
  const calls = {
    recommendations: recommendationsOf(READS),
    related: watched.map((id) => () => listRelated(routes, null, id, { limit: 20, recent: [] })),
    trending: windows.map((window) => () => listTrending(routes, { window, limit: 50 })),
  };
  // Whoever comes first to an origin that has just begun also waits for its program to be compiled.
  for (const call of recommendationsOf(50)) await call();
  const figures: Record<string, number> = {};
  for (const round of ['', 'remembered_'])
    for (const [name, all] of Object.entries(calls)) {
      const before = statements;
      const { p50Ms, p99Ms, cpuMsEach, databaseCpuMsEach } = await measureCalls<unknown>(all, pid);
      const statementsEach = (statements - before) / all.length;
      Object.assign(figures, {
        [`${round}${name}_p50_ms`]: p50Ms,
        [`${round}${name}_p99_ms`]: p99Ms,
        [`${round}${name}_cpu_ms`]: cpuMsEach,
        [`${round}${name}_database_cpu_ms`]: databaseCpuMsEach,
        [`${round}${name}_statements`]: statementsEach,
      });
      note(
        `${round}${name}: p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, CPU ${cpuMsEach.toFixed(2)} ms ` +
          `(database ${databaseCpuMsEach.toFixed(2)}), ${statementsEach.toFixed(1)} statements`,
      );
    }
  return figures;
}
