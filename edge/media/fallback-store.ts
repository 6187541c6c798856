import { AppError } from '../../shared/errors.ts';
import type { MediaRead, MediaStore, OpenedMedia } from './media-store.ts';

/**
 * Asks `stores` in order until one answers. Only a failure moves on: "no such object" is an answer, since all of them
 * show the same bucket, and asking each again would make every made-up name cost as much as an outage.
 * For a store that fails in the middle of a body the next one stands in through `elsewhere`, and for the last one that one
 * again: it may have been started anew.
 */
export function createFallbackStore(
  stores: readonly [MediaStore, ...MediaStore[]],
  /** Hears of every store that failed, since viewers may notice nothing. */
  onFailure: (error: unknown) => void,
): MediaStore {
  async function openFrom(first: number, key: string, read: MediaRead): Promise<OpenedMedia | null> {
    const failures: unknown[] = [];
    const candidates = first < stores.length ? stores.slice(first) : stores.slice(-1);
    for (const [index, store] of candidates.entries()) {
      try {
        const opened = await store.open(key, read);
        const next = first + index + 1;
        if (!opened || next > stores.length) return opened;
        const elsewhere = (error: unknown, again = read) => {
          onFailure(error);
          return openFrom(next, key, again);
        };
        return { ...opened, elsewhere };
      } catch (error) {
        onFailure(error);
        failures.push(error);
      }
    }
    throw new AppError('unavailable', 'the media store cannot be reached', {
      headers: { 'retry-after': '2' },
      cause: new AggregateError(failures, failures.map(reasonOf).join('; ')),
    });
  }
  return { open: (key, read) => openFrom(0, key, read) };
}

/** What lies behind an `unavailable`, for the log. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
