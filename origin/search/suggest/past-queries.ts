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

/** The folded words of a search that may be kept; `null` for what is too long, too short, or may tell who asked. */
export function keepableWords(text: string): string | null {
  const shown = shownText(text);
  if (shown.length > MAX_LETTERS || shown.length < MIN_LETTERS || PRIVATE.test(shown)) return null;
  const words = wordsOf(shown).join(' ');
  return words.length < MIN_LETTERS ? null : words;
}

const shownText = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');

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
      const words = keepableWords(text);
      if (words === null || waiting.length >= MAX_WAITING) return;
      waiting.push({ words, shown: shownText(text), person, askedAt: deps.clock() });
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
