/**
 * How many letters must be changed, added, taken away or swapped with their neighbour to make `b` of `a` (optimal string
 * alignment), or `limit + 1` when more than `limit`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return distanceOf(a.slice(start, a.length - end), b.slice(start, b.length - end), limit);
}

/** The same of what is left of words that begin and end alike: nearly always a few letters. */
function distanceOf(a: string, b: string, limit: number): number {
  const beyond = limit + 1;
  const at = (row: readonly number[], column: number): number => row[column] ?? beyond;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    // What is further from the diagonal is beyond the limit.
    for (let column = Math.max(1, row - limit); column <= Math.min(b.length, row + limit); column++) {
      const isSame = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      const isSwapped =
        !isSame &&
        a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
        a.charCodeAt(row - 2) === b.charCodeAt(column - 1);
      let mistakes = at(last, column - 1) + (isSame ? 0 : 1);
      mistakes = Math.min(mistakes, at(last, column) + 1, at(current, column - 1) + 1);
      if (isSwapped) mistakes = Math.min(mistakes, at(beforeLast, column - 2) + 1);
      current[column] = mistakes;
      least = Math.min(least, mistakes);
    }
    if (least > limit) return beyond;
    [beforeLast, last] = [last, current];
  }
  return Math.min(at(last, b.length), beyond);
}
