import { AppError } from '../../shared/errors.ts';
import type { MediaRead, MediaStore, OpenedMedia } from './media-store.ts';

/**
 * Asks `stores` in order until one answers. Only a failure moves on: "no such object" is an answer, since all of them
 * show the same bucket, and asking each again would make every made-up name cost as much as an outage.
 * A store that fails in the middle of a body can be replaced by whoever has not passed bytes on yet, through `elsewhere`.
 */
export function createFallbackStore(
  stores: readonly [MediaStore, ...MediaStore[]],
  /** Hears of every store that failed, since viewers may notice nothing. */
  onFailure: (error: unknown) => void,
): MediaStore {
  async function openFrom(first: number, key: string, read: MediaRead): Promise<OpenedMedia | null> {
    const failures: unknown[] = [];
    for (const [index, store] of stores.entries()) {
      if (index < first) continue;
      try {
        const opened = await store.open(key, read);
        if (!opened || index === stores.length - 1) return opened;
        const elsewhere = (error: unknown) => {
          onFailure(error);
          return openFrom(index + 1, key, read);
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
