export type Box = { left: number; right: number; top: number; bottom: number };
export type Direction = 'left' | 'right' | 'up' | 'down';

/** How much more a step to the side costs than one ahead. */
const ASIDE = 3;
/** Neighbours may overlap a little, by borders and rounding. */
const OVERLAP_PX = 4;

/** Index of the box that somebody means who steps from `from` in `direction`; -1 where nothing is there. */
export function nearest(from: Box, boxes: readonly Box[], direction: Direction): number {
  let best = { index: -1, cost: Number.POSITIVE_INFINITY };
  for (const [index, box] of boxes.entries()) {
    const cost = costOf(from, box, direction);
    if (cost !== null && cost < best.cost) best = { index, cost };
  }
  return best.index;
}

function costOf(from: Box, to: Box, direction: Direction): number | null {
  const isSideways = direction === 'left' || direction === 'right';
  const ahead = {
    left: from.left - to.right,
    right: to.left - from.right,
    up: from.top - to.bottom,
    down: to.top - from.bottom,
  }[direction];
  if (ahead < -OVERLAP_PX) return null;
  const [start, end] = isSideways ? (['top', 'bottom'] as const) : (['left', 'right'] as const);
  const gap = Math.max(0, to[start] - from[end], from[start] - to[end]);
  const offset = Math.abs(to[start] + to[end] - from[start] - from[end]) / 2;
  // What lies straight ahead wins over all beside it; of several straight ahead, the one in line.
  return Math.max(0, ahead) + ASIDE * gap + offset / 10;
}
