import type { Interactions } from '../model/interactions.ts';
import type { BatchStore, WatchPage } from './store.ts';

/** Requests wait while a page is taken apart: of 500 people seven times as long. */
const PEOPLE_AT_ONCE = 50;
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
    /** Without a copy: it is part of a longer buffer. */
    all: () => values.subarray(0, length),
  };
}

/**
 * What people watched, page by page: memory is four bytes for each watch, twice that while the list grows, and the ids of
 * the videos. `videoIds` has them by their numbers.
 */
export async function readWatches(
  store: Pick<BatchStore, 'pageOfWatches'>,
  signal: AbortSignal,
): Promise<{ watches: Interactions; videoIds: string[] }> {
  const numbers = new Map<string, number>();
  const items = createNumbers();
  const starts = createNumbers();
  starts.push(0);
  for (let after: string | null = ''; after !== null; ) {
    signal.throwIfAborted();
    const page: WatchPage = await store.pageOfWatches(after, PEOPLE_AT_ONCE, NEWEST_OF_EACH);
    for (const list of page.lists) {
      // Who watched one video says nothing of what goes together.
      if (list.length < 2) continue;
      for (const videoId of list.reverse()) {
        const item = numbers.get(videoId) ?? numbers.size;
        if (item === numbers.size) numbers.set(videoId, item);
        items.push(item);
      }
      starts.push(items.length);
    }
    after = page.lastUserId;
  }
  return {
    watches: { itemCount: numbers.size, starts: starts.all(), items: items.all() },
    videoIds: [...numbers.keys()],
  };
}
