import { type SignalKind, type TrendWindow, trendWindows } from '../../../shared/contracts/discovery-words.ts';

const hourMs = 3_600_000;

/** How long attention takes to lose half of its weight. A window's name says what its list looks like, not its half-life. */
export const halfLifeMs: Readonly<Record<TrendWindow, number>> = {
  hour: hourMs / 2,
  day: 6 * hourMs,
  week: 36 * hourMs,
  month: 7 * 24 * hourMs,
};

/** What is rarer says more. */
export const signalWeights: Readonly<Record<SignalKind, number>> = { view: 1, like: 3, comment: 3, share: 4 };

/** Below this weight nothing is worth a row. */
const FORGOTTEN_BELOW_LOG2 = -10;

/**
 * What the `nth` signal of one source to one video on one day adds. The first adds 1, all `n` together log2(1 + n): a
 * thousand from one network weigh as much as ten from ten.
 */
export const worthOf = (nth: number): number => Math.log2((nth + 1) / nth);

/**
 * log2 of a weight as if it had decayed since 1970. Ranks of different times compare as they stand, so that rows are written
 * when something happens and never because time passes (forward decay; Cormode et al., ICDE 2009).
 */
export const rankAt = (window: TrendWindow, weight: number, atMs: number): number =>
  Math.log2(weight) + atMs / halfLifeMs[window];

/** The rank of two weights together. */
export function addRanks(a: number, b: number): number {
  const [high, low] = a > b ? [a, b] : [b, a];
  return low === Number.NEGATIVE_INFINITY ? high : high + Math.log2(1 + 2 ** (low - high));
}

/** For each window the rank below which rows are dropped. */
export const rankFloors = (nowMs: number): { window: TrendWindow; rank: number }[] =>
  trendWindows.map((window) => ({ window, rank: FORGOTTEN_BELOW_LOG2 + nowMs / halfLifeMs[window] }));
