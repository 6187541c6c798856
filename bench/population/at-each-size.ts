import type { BenchResult } from '../bench-case.ts';
import { benchSettings } from '../settings.ts';

/** How many videos KINORA_BENCH_VIDEOS asks for, one size or several; smallest first. */
export function sizesAsked(usual: number, asked = benchSettings().KINORA_BENCH_VIDEOS): number[] {
  return (asked ?? [usual]).toSorted((a, b) => a - b);
}

/**
 * What `measure` finds at each size that is asked for. The figures of the largest stand under their own names, those of
 * the others under `at_10000_…`; with several, `note` is told a table of all of them.
 */
export async function atEachSize(
  sizes: readonly number[],
  note: (line: string) => void,
  measure: (videos: number) => Promise<BenchResult>,
): Promise<BenchResult> {
  const results: { videos: number; result: BenchResult }[] = [];
  for (const videos of sizes) {
    note(`${videos} videos:`);
    results.push({ videos, result: await measure(videos) });
  }
  const largest = results.at(-1);
  if (!largest) throw new Error('there is no size to measure at');
  const smaller = results
    .slice(0, -1)
    .flatMap(({ videos, result }) =>
      Object.entries(result.figures).map(([name, value]) => [`at_${videos}_${name}`, value] as const),
    );
  if (results.length > 1) for (const line of tableOf(results)) note(line);
  return { figures: { ...largest.result.figures, ...Object.fromEntries(smaller) }, ratios: largest.result.ratios };
}

/** Lines of Markdown: a figure a row, a size a column. */
function tableOf(results: readonly { videos: number; result: BenchResult }[]): string[] {
  const names = Object.keys(results[0]?.result.figures ?? {}).filter((name) => name !== 'videos');
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(['', ...results.map(({ videos }) => videos.toLocaleString('en'))]),
    row(['---', ...results.map(() => '---:')]),
    ...names.map((name) => row([name, ...results.map(({ result }) => shortly(result.figures[name]))])),
  ];
}

const shortly = (value = Number.NaN): string =>
  Number.isInteger(value) || value >= 100 ? value.toFixed(0) : value.toPrecision(3);
