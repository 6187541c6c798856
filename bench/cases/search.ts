import { rebuildIndex } from '../../origin/search/pipeline/rebuild-index.ts';
import { search } from '../../origin/search/search.ts';
import { suggest } from '../../origin/search/suggest/suggest.ts';
import { searchQuerySchema } from '../../shared/contracts/search.ts';
import { type Random, seededRandom } from '../../testkit/seeded-random.ts';
import { tempDir } from '../../testkit/services.ts';
import type { BenchCase } from '../bench-case.ts';
import { TOPICS } from '../population/names.ts';
import { populationOf } from '../population/size.ts';
import { startPopulatedDatabase } from '../population/start-populated-database.ts';
import { cpuMicros } from '../process-account.ts';
import { type JudgedKind, judge, judgedKinds, judgedQueries } from '../search/judged-queries.ts';
import { measureCalls } from '../search/measure-calls.ts';
import { createSearchStand, type SearchStand } from '../search/search-stand.ts';

const videos = Number(process.env.KINORA_BENCH_VIDEOS ?? 10_000);
const QUERIES = 600;
const COMMON_QUERIES = 300;

type Figures = Record<string, number>;

/** Videos are indexed, then found again by people who mistype. */
export const searchCase: BenchCase = {
  name: 'search',
  summary:
    'seconds to index, milliseconds to search and to suggest, and how well the right video is found (KINORA_BENCH_VIDEOS)',
  budgets: {
    search_p99_vs_50_ms: '(goal ≤ 1)',
    suggest_p99_vs_20_ms: '(goal ≤ 1)',
    searches_per_core_second_vs_200: '(goal ≥ 1)',
    index_sec_vs_600: '(goal ≤ 1 at a million)',
  },
  async run({ note }) {
    await using objects = await tempDir();
    const size = { ...populationOf(videos), comments: 0, subscriptionsPerUser: 0, watchedPerUser: 0 };
    const database = await startPopulatedDatabase(size, note);
    try {
      return await measureSearch(await createSearchStand(database, objects.path), note);
    } finally {
      await database.stop();
    }
  },
};

export async function measureSearch(stand: SearchStand, note: (line: string) => void) {
  const indexed = await measureIndexing(stand, note);
  const searched = await measureSearches(stand, note);
  const suggested = await measureSuggestions(stand, note);
  const figures: Figures = { videos, ...indexed, ...searched.figures, ...suggested };
  return {
    figures,
    ratios: {
      search_p99_vs_50_ms: searched.worstP99Ms / 50,
      suggest_p99_vs_20_ms: (suggested.suggest_p99_ms ?? Number.NaN) / 20,
      searches_per_core_second_vs_200: (searched.figures.searches_per_core_second ?? 0) / 200,
      index_sec_vs_600: (indexed.index_sec ?? Number.NaN) / 600,
    },
  };
}

async function measureIndexing(stand: SearchStand, note: (line: string) => void): Promise<Figures> {
  const before = await stand.sizeBytes();
  const cpuSpent = async () => (await cpuMicros(process.pid)) + (await cpuMicros(stand.databasePid));
  const cpuBefore = await cpuSpent();
  const startedAt = performance.now();
  const documents = await rebuildIndex(stand.pipeline, (done) => {
    if (done % 100_000 === 0) note(`${done} documents in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  });
  const sec = (performance.now() - startedAt) / 1_000;
  note(`${documents} documents indexed in ${sec.toFixed(1)} s`);
  return {
    index_documents: documents,
    index_sec: sec,
    index_cpu_sec: ((await cpuSpent()) - cpuBefore) / 1e6,
    index_mb: ((await stand.sizeBytes()) - before) / 1e6,
  };
}

async function measureSearches(stand: SearchStand, note: (line: string) => void) {
  const random = seededRandom(8);
  const judged = judgedQueries(await stand.someVideos(QUERIES), random);
  const ask = (q: string) => () => search(stand.deps, searchQuerySchema.parse({ q }));
  const figures: Figures = {};
  const kinds: Record<string, { p99Ms: number; cpuMsEach: number }> = {};
  const remember = (
    kind: string,
    { p50Ms, p99Ms, cpuMsEach }: Omit<Awaited<ReturnType<typeof measureCalls>>, 'answers'>,
  ) => {
    Object.assign(figures, { [`${kind}_p50_ms`]: p50Ms, [`${kind}_p99_ms`]: p99Ms, [`${kind}_cpu_ms`]: cpuMsEach });
    kinds[kind] = { p99Ms, cpuMsEach };
  };
  await measureCalls(
    judged.as_titled.slice(0, 50).map(({ q }) => ask(q)),
    stand.databasePid,
  );
  for (const kind of judgedKinds) {
    const { answers, ...cost } = await measureCalls(
      judged[kind].map(({ q }) => ask(q)),
      stand.databasePid,
    );
    remember(kind, cost);
    const ranks = answers.map(({ results }, at) =>
      rankOf(
        results.map(({ video }) => video?.video_id),
        judged,
        kind,
        at,
      ),
    );
    const { mrrAt10, recallAt10 } = judge(ranks);
    Object.assign(figures, { [`${kind}_mrr_at_10`]: mrrAt10, [`${kind}_recall_at_10`]: recallAt10 });
    note(`${kind}: p99 ${cost.p99Ms.toFixed(1)} ms, MRR@10 ${mrrAt10.toFixed(3)}, recall@10 ${recallAt10.toFixed(3)}`);
  }
  for (const [kind, queries] of Object.entries(commonQueries(random))) {
    const { answers: _, ...cost } = await measureCalls(queries.map(ask), stand.databasePid);
    remember(kind, cost);
    note(
      `${kind}: p50 ${cost.p50Ms.toFixed(1)} ms, p99 ${cost.p99Ms.toFixed(1)} ms, CPU ${cost.cpuMsEach.toFixed(1)} ms`,
    );
  }
  const all = Object.values(kinds);
  figures.searches_per_core_second = 1_000 / (all.reduce((sum, { cpuMsEach }) => sum + cpuMsEach, 0) / all.length);
  return { figures, worstP99Ms: Math.max(...all.map(({ p99Ms }) => p99Ms)) };
}

function rankOf(
  found: readonly (string | undefined)[],
  judged: ReturnType<typeof judgedQueries>,
  kind: JudgedKind,
  at: number,
): number | null {
  const wanted = judged[kind][at]?.videoId;
  const index = found.indexOf(wanted);
  return index < 0 ? null : index + 1;
}

/** Words that a good part of all videos have, alone, together and as a beginning: the longest lists there are. */
function commonQueries(random: Random): Record<string, string[]> {
  const word = () => random.pick(random.pick(TOPICS).words);
  const many = (make: () => string) => Array.from({ length: COMMON_QUERIES }, make);
  return {
    common_word: many(() => `${word()} `),
    common_words: many(() => {
      const { words } = random.pick(TOPICS);
      return `${random.pick(words)} ${random.pick(words)} `;
    }),
    common_beginning: many(() => word().slice(0, 2)),
    excluding: many(() => `${word()} -${word()}`),
    unknown: many(() => `zyx${word()}`),
  };
}

/** Every beginning of what somebody types, letter by letter. */
async function measureSuggestions(stand: SearchStand, note: (line: string) => void): Promise<Figures> {
  const titles = (await stand.someVideos(60)).map(({ title }) => title.slice(0, 14));
  const typed = titles.flatMap((title) => Array.from(title, (_, at) => title.slice(0, at + 1)));
  const { p50Ms, p99Ms, cpuMsEach } = await measureCalls(
    typed.map((text) => () => suggest(stand.deps, text)),
    stand.databasePid,
  );
  note(`suggest: p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`);
  return { suggest_p50_ms: p50Ms, suggest_p99_ms: p99Ms, suggest_cpu_ms: cpuMsEach };
}
