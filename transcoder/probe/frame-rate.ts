/** Frames per second as a fraction, as MPEG carries it: 30000/1001 is exact, 29.97 is not. */
export type FrameRate = { num: number; den: number };

const known: FrameRate[] = [
  ...[5, 6, 8, 10, 12, 15, 20, 24, 25, 30, 48, 50, 60].map((num) => ({ num, den: 1 })),
  ...[15_000, 24_000, 30_000, 48_000, 60_000].map((num) => ({ num, den: 1001 })),
  { num: 25, den: 2 },
];

export const perSecond = (rate: FrameRate): number => rate.num / rate.den;

/** Parses ffprobe's `num/den`; `null` for `0/0` and nonsense. */
export function parseFrameRate(text: string | undefined): FrameRate | null {
  const [, num, den] = /^(\d+)\/(\d+)$/.exec(text ?? '') ?? [];
  const rate = { num: Number(num), den: Number(den) };
  return rate.num > 0 && rate.den > 0 ? rate : null;
}

/**
 * The constant rate to encode a source at, at most `maximum`. `nominal` is ffprobe's r_frame_rate (the finest grid
 * that fits the timestamps), `average` its avg_frame_rate (frames by duration, so it is off whenever a frame is
 * dropped or the duration is). Where both agree the rate is exact; where they differ the source varies, and the
 * nearest rate that people film in is taken. An interlaced source's nominal rate may count fields.
 */
export function chooseFrameRate(source: {
  nominal: FrameRate | null;
  average: FrameRate | null;
  interlaced: boolean;
  maximum: number;
}): FrameRate {
  const { nominal, average, interlaced, maximum } = source;
  const chosen = ((): FrameRate => {
    if (!nominal || !average) return snap(average ?? nominal ?? { num: 30, den: 1 });
    const ratio = perSecond(average) / perSecond(nominal);
    if (Math.abs(ratio - 1) < 0.001) return nearest(nominal, 0.001) ?? nominal;
    // A few dropped or doubled frames: the grid is the truth. Fields and high-speed grids are not frames.
    if (!interlaced && Math.abs(ratio - 1) < 0.1 && nearest(nominal, 0.001)) return snap(nominal);
    return snap(average);
  })();
  let { num, den } = chosen;
  while (num / den > maximum * 1.001) den *= 2;
  if (num / den < 0.5) [num, den] = [1, 2];
  return reduce({ num, den });
}

export function halve(rate: FrameRate): FrameRate {
  return reduce({ num: rate.num, den: rate.den * 2 });
}

function nearest(rate: FrameRate, tolerance: number, candidates: readonly FrameRate[] = known): FrameRate | null {
  const value = perSecond(rate);
  const [best] = candidates.toSorted((a, b) => Math.abs(perSecond(a) - value) - Math.abs(perSecond(b) - value));
  return best && Math.abs(perSecond(best) / value - 1) <= tolerance ? best : null;
}

/**
 * A known rate close to `rate`, which above 62 may be a multiple of one. NTSC fractions are 0.1 % from whole rates, so
 * they need a match as close; rougher values become whole ones.
 */
function snap(rate: FrameRate): FrameRate {
  let { num, den } = rate;
  let factor = 1;
  while (num / den > 62) {
    den *= 2;
    factor *= 2;
  }
  const found = nearest({ num, den }, 0.0004) ??
    nearest(
      { num, den },
      0.13,
      known.filter((candidate) => candidate.den === 1),
    ) ?? {
      num: Math.max(1, Math.round(num / den)),
      den: 1,
    };
  return { num: found.num * factor, den: found.den };
}

function reduce(rate: FrameRate): FrameRate {
  let [a, b] = [rate.num, rate.den];
  while (b) [a, b] = [b, a % b];
  return { num: rate.num / a, den: rate.den / a };
}
