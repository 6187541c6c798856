import { wordsOf } from '../text/split-words.ts';
import type { AskedQuery, SuggestStore } from './store.ts';

export type PastQueries = {
  /** Remembers that somebody searched for `text` and found something. Costs the search nothing: it is written later. */
  note(text: string, person: string): void;
  /** Writes what was noted. What was not written yet when the process dies is lost: nobody was promised it. */
  flush(): Promise<void>;
};

const MAX_LETTERS = 60;
const MIN_LETTERS = 3;
const MAX_WAITING = 5_000;
/** Numbers of phones, cards and the like, addresses of people and places on the web. */
const PRIVATE = /\d{5}|@|:\/\/|www\./;

/** `hash`: a keyed one; the key changes every month, so that nobody can be followed for longer. */
export function createPastQueries(deps: {
  store: Pick<SuggestStore, 'note'>;
  hash: (person: string) => Promise<string>;
  /** Whether it may be shown to others. */
  isDecent: (text: string) => Promise<boolean>;
  clock: () => Date;
}): PastQueries {
  let waiting: { words: string; shown: string; person: string; askedAt: Date }[] = [];
  return {
    note(text, person) {
      const shown = text.trim().replaceAll(/\s+/g, ' ');
      if (shown.length > MAX_LETTERS || shown.length < MIN_LETTERS || PRIVATE.test(shown)) return;
      const words = wordsOf(shown).join(' ');
      if (words.length < MIN_LETTERS || waiting.length >= MAX_WAITING) return;
      waiting.push({ words, shown, person, askedAt: deps.clock() });
    },
    async flush() {
      const taken = waiting;
      waiting = [];
      const asked: AskedQuery[] = [];
      for (const { person, ...query } of taken)
        if (await deps.isDecent(query.shown)) asked.push({ ...query, asker: await deps.hash(person) });
      await deps.store.note(asked);
    },
  };
}
