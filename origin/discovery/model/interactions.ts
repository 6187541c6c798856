/** Who watched what, as rows of a sparse matrix: the videos of person `u` are `items[starts[u] … starts[u + 1]]`. */
export type Interactions = {
  itemCount: number;
  starts: Int32Array;
  /** Numbers of videos; within a person oldest first, each once. */
  items: Int32Array;
};

export const userCountOf = ({ starts }: Interactions): number => starts.length - 1;
export const itemsOf = ({ starts, items }: Interactions, user: number): Int32Array =>
  items.subarray(starts[user], starts[user + 1]);

/** From one list for each person. */
export function toInteractions(lists: readonly ArrayLike<number>[], itemCount: number): Interactions {
  const starts = new Int32Array(lists.length + 1);
  for (const [at, list] of lists.entries()) starts[at + 1] = (starts[at] ?? 0) + list.length;
  const items = new Int32Array(starts[lists.length] ?? 0);
  for (const [at, list] of lists.entries()) items.set(list, starts[at]);
  return { itemCount, starts, items };
}

/** How many people watched each. */
export function popularityOf({ itemCount, items }: Interactions): Float64Array {
  const counts = new Float64Array(itemCount);
  for (const item of items) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}

/** The other way round: who watched each video. */
export function transpose(of: Interactions): Interactions {
  const starts = new Int32Array(of.itemCount + 1);
  for (const item of of.items) starts[item + 1] = (starts[item + 1] ?? 0) + 1;
  for (let item = 0; item < of.itemCount; item++) starts[item + 1] = (starts[item + 1] ?? 0) + (starts[item] ?? 0);
  const next = starts.slice();
  const items = new Int32Array(of.items.length);
  const users = userCountOf(of);
  for (let user = 0; user < users; user++)
    for (const item of itemsOf(of, user)) {
      const at = next[item] ?? 0;
      items[at] = user;
      next[item] = at + 1;
    }
  return { itemCount: users, starts, items };
}

/** The numbers of the `count` most watched, most watched first. */
export function mostPopular(of: Interactions, count: number): number[] {
  const counts = popularityOf(of);
  return Array.from(counts.keys())
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
    .slice(0, count);
}

/** Without all other videos; these are numbered by their place in `chosen`. */
export function onlyItems(of: Interactions, chosen: readonly number[]): Interactions {
  const numbers = new Int32Array(of.itemCount).fill(-1);
  for (const [number, item] of chosen.entries()) numbers[item] = number;
  const lists = Array.from({ length: userCountOf(of) }, (_, user) =>
    itemsOf(of, user)
      .map((item) => numbers[item] ?? -1)
      .filter((number) => number >= 0),
  );
  return toInteractions(lists, chosen.length);
}
