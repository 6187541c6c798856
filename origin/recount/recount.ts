import { type CountedKind, countedKinds, type Recount } from '../../shared/contracts/recount.ts';
import type { RecountStore } from './store.ts';

const ROWS_PER_PAGE = 200;
const PAGES_PER_SLICE = 20;

/** Where a recount goes on. */
type Position = { kind: CountedKind; after: string };

/**
 * Compares counts with the rows they stand for, a slice at a time, and mends what has drifted. It may run beside
 * everything else, and any slice again. `from` is the `next` of the slice before, null to begin.
 */
export async function recount(store: RecountStore, from: string | null): Promise<Recount> {
  const none = { videos: 0, channels: 0, playlists: 0 };
  const result: Recount = { looked_at: { ...none }, repaired: { ...none }, next: null };
  let position: Position | null = from === null ? { kind: countedKinds[0], after: '' } : readPosition(from);
  for (let pages = 0; position !== null && pages < PAGES_PER_SLICE; pages += 1)
    position = await recountPage(store, position, result);
  return { ...result, next: position && `${position.kind}:${position.after}` };
}

/** All slices, for as long as `signal` lets it. Returns how many of each were wrong. */
export async function recountAll(store: RecountStore, signal: AbortSignal): Promise<Recount['repaired']> {
  const sum = { videos: 0, channels: 0, playlists: 0 };
  for (let from: string | null = null; !signal.aborted; ) {
    const { repaired, next } = await recount(store, from);
    for (const kind of countedKinds) sum[kind] += repaired[kind];
    if (next === null) break;
    from = next;
  }
  return sum;
}

async function recountPage(store: RecountStore, { kind, after }: Position, result: Recount): Promise<Position | null> {
  const page = await store.page(kind, after, ROWS_PER_PAGE);
  for (const { id, isRight } of page) {
    if (isRight) continue;
    await store.repair(kind, id);
    result.repaired[kind] += 1;
  }
  result.looked_at[kind] += page.length;
  const last = page.at(-1);
  if (last && page.length === ROWS_PER_PAGE) return { kind, after: last.id };
  const next = countedKinds[countedKinds.indexOf(kind) + 1];
  return next === undefined ? null : { kind: next, after: '' };
}

function readPosition(text: string): Position {
  const at = text.indexOf(':');
  const kind = countedKinds.find((each) => each === text.slice(0, at)) ?? countedKinds[0];
  return { kind, after: text.slice(at + 1) };
}
