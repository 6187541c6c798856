/** What a case hands back: raw figures with their unit in the name, and ratios inside the same run. */
export type BenchResult = { figures: Record<string, number>; ratios: Record<string, number> };

export type BenchCase = {
  name: string;
  /** One line for `./kinora bench`. */
  summary: string;
  /** What each ratio should stay below or above, for the reader of the table; nothing fails on it. */
  budgets: Record<string, string>;
  run(options: {
    runs: number;
    /** A file that the case may read instead of what it makes up. */
    ratingsPath?: string | undefined;
    note: (line: string) => void;
  }): Promise<BenchResult>;
};

/** The middle value; the mean of the two middle ones for an even count. Throws on an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('median of nothing');
  return (lower + upper) / 2;
}

/** The smallest value that at least `share` of all (0.99 for p99) do not exceed: nearest rank. Throws on an empty list. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new RangeError('percentile of nothing');
  return value;
}

/** The median of `a[i] / b[i]`: pairs measured next to each other share the machine's mood. */
export function pairedRatio(a: readonly number[], b: readonly number[]): number {
  return median(a.map((value, index) => value / (b[index] ?? Number.NaN)));
}
