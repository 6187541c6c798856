import { type SearchDeps, search } from '../../origin/search/search.ts';
import { suggest } from '../../origin/search/suggest/suggest.ts';
import { searchQuerySchema } from '../../shared/contracts/search.ts';
import { type Random, seededRandom } from '../../testkit/seeded-random.ts';
import { tempDir } from '../../testkit/services.ts';
import type { BenchCase } from '../bench-case.ts';
import { atEachSize, sizesAsked } from '../population/at-each-size.ts';
import { TOPICS } from '../population/names.ts';
import { populationOf } from '../population/size.ts';
import { startPopulatedDatabase } from '../population/start-populated-database.ts';
import { indexed } from '../search/indexed.ts';
import { type JudgedKind, judge, judgedKinds, judgedQueries } from '../search/judged-queries.ts';
import { callsPerCpuSec, measureCalls } from '../search/measure-calls.ts';
import { createSearchStand, type SearchStand } from '../search/search-stand.ts';

const QUERIES = 600;
const COMMON_QUERIES = 300;
const REMEMBERED_QUERIES = 20;
const TIMES_ASKED = 20;
/** As many people as keep one core busy. */
const AT_ONCE = 8;

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
  run: ({ note }) => atEachSize(sizesAsked(10_000), note, (videos) => measureAt(videos, note)),
};

async function measureAt(videos: number, note: (line: string) => void) {
  await using objects = await tempDir();
  const size = { ...populationOf(videos), comments: 0, subscriptionsPerUser: 0, watchedPerUser: 0 };
  const database = await startPopulatedDatabase(size, note, indexed(note));
  try {
    const stand = await createSearchStand(database, objects.path);
    const searched = await measureSearches(stand, note);
    const suggested = await measureSuggestions(stand, note);
    return {
      figures: { videos, ...database.prepared, ...searched.figures, ...suggested },
      ratios: {
        search_p99_vs_50_ms: searched.worstP99Ms / 50,
        suggest_p99_vs_20_ms: (suggested.suggest_p99_ms ?? Number.NaN) / 20,
        searches_per_core_second_vs_200: (searched.figures.searches_per_core_second ?? 0) / 200,
        index_sec_vs_600: (database.prepared.index_sec ?? Number.NaN) / 600,
      },
    };
  } finally {
    await database.stop();
  }
}

async function measureSearches(stand: SearchStand, note: (line: string) => void) {
  const random = seededRandom(8);
  const judged = judgedQueries(await stand.someVideos(QUERIES), random);
  const ask = (q: string, deps: SearchDeps) => () => search(deps, searchQuerySchema.parse({ q }));
  const figures: Figures = {};
  const kinds: Record<string, { p99Ms: number; cpuMsEach: number }> = {};
  const everyone: (() => Promise<unknown>)[][] = [];
  const measure = async (kind: string, queries: readonly string[], deps = stand.deps) => {
    const before = stand.statements();
    const calls = queries.map((q) => ask(q, deps));
    const { answers, ...cost } = await measureCalls(calls, stand.databasePid);
    const { p50Ms, p99Ms, cpuMsEach, databaseCpuMsEach } = cost;
    if (deps === stand.deps) {
      kinds[kind] = { p99Ms, cpuMsEach };
      everyone.push(calls.slice(0, COMMON_QUERIES));
    }
    const statements = (stand.statements() - before) / queries.length;
    Object.assign(figures, {
      ...{ [`${kind}_p50_ms`]: p50Ms, [`${kind}_p99_ms`]: p99Ms, [`${kind}_cpu_ms`]: cpuMsEach },
      ...{ [`${kind}_database_cpu_ms`]: databaseCpuMsEach, [`${kind}_statements`]: statements },
    });
    note(
      `${kind}: p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, CPU ${cpuMsEach.toFixed(2)} ms ` +
        `(database ${databaseCpuMsEach.toFixed(2)}), ${statements.toFixed(1)} statements`,
    );
    return answers;
  };
  for (const { q } of judged.as_titled.slice(0, 50)) await ask(q, stand.deps)();
  for (const kind of judgedKinds) {
    const answers = await measure(
      kind,
      judged[kind].map(({ q }) => q),
    );
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
    note(`${kind}: MRR@10 ${mrrAt10.toFixed(3)}, recall@10 ${recallAt10.toFixed(3)}`);
  }
  for (const [kind, queries] of Object.entries(commonQueries(random))) await measure(kind, queries);
  // What everybody asks at that moment; no part of the searches per second.
  const asked = (commonQueries(random).common_word ?? []).slice(0, REMEMBERED_QUERIES);
  await measure(
    'remembered',
    asked.flatMap((q) => Array.from({ length: TIMES_ASKED }, () => q)),
    stand.remembering(),
  );
  const all = Object.values(kinds);
  // What a core has time for while one person waits for each answer, and while several ask all kinds of things at once.
  figures.searches_per_core_second_alone =
    1_000 / (all.reduce((sum, { cpuMsEach }) => sum + cpuMsEach, 0) / all.length);
  const mixed = Array.from({ length: COMMON_QUERIES }, (_, at) => everyone.flatMap((calls) => calls[at] ?? [])).flat();
  figures.searches_per_core_second = await callsPerCpuSec(mixed, AT_ONCE, stand.databasePid);
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
  const before = stand.statements();
  const { p50Ms, p99Ms, cpuMsEach, databaseCpuMsEach } = await measureCalls(
    typed.map((text) => () => suggest(stand.deps, text)),
    stand.databasePid,
  );
  const statements = (stand.statements() - before) / typed.length;
  note(`suggest: p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, CPU ${cpuMsEach.toFixed(2)} ms`);
  return {
    ...{ suggest_p50_ms: p50Ms, suggest_p99_ms: p99Ms, suggest_cpu_ms: cpuMsEach },
    ...{ suggest_database_cpu_ms: databaseCpuMsEach, suggest_statements: statements },
  };
}
