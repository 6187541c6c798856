import type { Interactions } from '../model/interactions.ts';
import type { BatchStore, WatchPosition } from './store.ts';

const ROWS_AT_ONCE = 10_000;
/** Who has watched more is nearly everybody's neighbour. */
const NEWEST_OF_EACH = 200;

/** A list of numbers that grows without a copy for each. */
function createNumbers() {
  let values = new Int32Array(1_024);
  let length = 0;
  return {
    push(value: number): void {
      if (length === values.length) {
        const larger = new Int32Array(length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    get length() {
      return length;
    },
    all: () => values.slice(0, length),
  };
}

/**
 * All that people watched, page by page: memory is four bytes for each watch, and the ids of the videos. `videoIds` has
 * them by their numbers.
 */
export async function readWatches(
  store: Pick<BatchStore, 'pageOfWatches'>,
  signal: AbortSignal,
): Promise<{ watches: Interactions; videoIds: string[] }> {
  const numbers = new Map<string, number>();
  const items = createNumbers();
  const starts = createNumbers();
  starts.push(0);
  let person = '';
  let watched: { item: number; watchedAt: number }[] = [];
  const finish = () => {
    const newest = watched.sort((a, b) => a.watchedAt - b.watchedAt).slice(-NEWEST_OF_EACH);
    // Who watched one video says nothing of what goes together.
    if (newest.length < 2) return;
    for (const { item } of newest) items.push(item);
    starts.push(items.length);
  };
  for (let after: WatchPosition | null = null; ; ) {
    signal.throwIfAborted();
    const rows: Awaited<ReturnType<BatchStore['pageOfWatches']>> = await store.pageOfWatches(after, ROWS_AT_ONCE);
    for (const { userId, videoId, watchedAt } of rows) {
      if (person !== userId) {
        finish();
        [person, watched] = [userId, []];
      }
      const item = numbers.get(videoId) ?? numbers.size;
      numbers.set(videoId, item);
      watched.push({ item, watchedAt });
    }
    after = rows.at(-1) ?? null;
    if (after === null || rows.length < ROWS_AT_ONCE) break;
  }
  finish();
  return {
    watches: { itemCount: numbers.size, starts: starts.all(), items: items.all() },
    videoIds: [...numbers.keys()],
  };
}
