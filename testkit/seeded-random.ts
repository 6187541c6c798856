export type Random = ReturnType<typeof seededRandom>;

/** The same numbers for the same seed on every machine (mulberry32: 32 bits of state, plenty for made-up people). */
export function seededRandom(seed: number) {
  let state = seed >>> 0;
  /** In [0, 1). */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    /** A whole number in [0, limit). */
    below,
    chance: (probability: number): boolean => next() < probability,
    /** A whole number in [0, limit), small ones far more often: the first tenth gets about a third of the picks. */
    skewed: (limit: number): number => Math.floor(next() ** 2 * limit),
    pick<T>(list: readonly T[]): T {
      const item = list[below(list.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
  };
}
