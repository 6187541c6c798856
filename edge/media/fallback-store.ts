import { AppError } from '../../shared/errors.ts';
import type { MediaStore } from './media-store.ts';

/**
 * Asks `stores` in order until one answers. Only a failure moves on: "no such object" is an answer, since all of them
 * show the same bucket, and asking each again would make every made-up name cost as much as an outage.
 * A store that fails after its first byte was passed on cannot be replaced: the player asks again.
 */
export function createFallbackStore(
  stores: readonly [MediaStore, ...MediaStore[]],
  /** Hears of every store that failed, since viewers may notice nothing. */
  onFailure: (error: unknown) => void,
): MediaStore {
  return {
    async open(key, read) {
      const failures: unknown[] = [];
      for (const store of stores) {
        try {
          return await store.open(key, read);
        } catch (error) {
          onFailure(error);
          failures.push(error);
        }
      }
      throw new AppError('unavailable', 'the media store cannot be reached', {
        headers: { 'retry-after': '2' },
        cause: new AggregateError(failures, failures.map(reasonOf).join('; ')),
      });
    },
  };
}

/** What lies behind an `unavailable`, for the log. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
