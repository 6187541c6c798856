import type { Log } from '../../platform/log.ts';
import type { SearchEngine } from './search-engine.ts';

/** After a failure the first engine is left alone for so long, lest every search wait for it. */
const PAUSE_MS = 10_000;

/** Asks `first`, and `second` while `first` fails. */
export function withFallback(
  first: Pick<SearchEngine, 'find'>,
  second: Pick<SearchEngine, 'find'>,
  deps: { log: Pick<Log, 'warn'>; clock: () => Date },
): Pick<SearchEngine, 'find'> {
  let pausedUntilMs = 0;
  return {
    async find(query) {
      if (deps.clock().getTime() < pausedUntilMs) return second.find(query);
      try {
        return await first.find(query);
      } catch (error) {
        pausedUntilMs = deps.clock().getTime() + PAUSE_MS;
        deps.log.warn({ err: error }, 'the search engine fails; the index in the database answers');
        return second.find(query);
      }
    },
  };
}
