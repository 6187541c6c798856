export type GroupOptions = {
  /** Of one group. */
  maxItems: number;
  /** Tries a group that fails again one by one, so that nobody fails because of another; else all of it fails. Default false. */
  retriesAlone?: boolean;
};

/**
 * `work` for many callers at once: while a group is being worked on, the next gathers. Work begins after the call, as it
 * would alone, and each caller gets the outcome of its own item, which must not be `undefined`.
 */
export function inGroups<Item, Outcome>(
  work: (items: Item[]) => Promise<Outcome[]>,
  { maxItems, retriesAlone = false }: GroupOptions,
): (item: Item) => Promise<Outcome> {
  type Waiting = { item: Item } & Pick<PromiseWithResolvers<Outcome>, 'promise' | 'resolve' | 'reject'>;
  const queue: Waiting[] = [];
  let isUnderWay = false;

  async function workOn(group: Waiting[]): Promise<void> {
    try {
      const outcomes = await work(group.map(({ item }) => item));
      for (const [at, { resolve, reject }] of group.entries()) {
        const outcome = outcomes[at];
        if (outcome === undefined) reject(new Error('a group lost an item'));
        else resolve(outcome);
      }
    } catch (error) {
      if (retriesAlone && group.length > 1) for (const one of group) await workOn([one]);
      else for (const { reject } of group) reject(error);
    }
  }

  async function run(): Promise<void> {
    if (isUnderWay) return;
    isUnderWay = true;
    while (queue.length > 0) await workOn(queue.splice(0, maxItems));
    isUnderWay = false;
  }

  return (item) => {
    const waiting: Waiting = { item, ...Promise.withResolvers<Outcome>() };
    queue.push(waiting);
    void run();
    return waiting.promise;
  };
}
