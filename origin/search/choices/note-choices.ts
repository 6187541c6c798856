import type { Subject } from '../store.ts';
import { keepableWords } from '../suggest/past-queries.ts';
import type { Choice, ChoiceStore } from './store.ts';

export type Choices = {
  /** Remembers what somebody chose among the results for `text`. Written later; searches that are nobody's business are not. */
  note(text: string, subject: Subject, position: number, person: string): void;
  /** Writes what was noted. What was not written yet when the process dies is lost: nobody was promised it. */
  flush(): Promise<void>;
};

const MAX_WAITING = 5_000;

/** `hash`: a keyed one; the key changes every month, so that nobody can be followed for longer. */
export function createChoices(deps: {
  store: Pick<ChoiceStore, 'note'>;
  hash: (person: string) => Promise<string>;
  clock: () => Date;
}): Choices {
  let waiting: (Omit<Choice, 'chooser'> & { person: string })[] = [];
  return {
    note(text, subject, position, person) {
      const words = keepableWords(text);
      if (words === null || waiting.length >= MAX_WAITING) return;
      waiting.push({ ...subject, words, position, person, chosenAt: deps.clock() });
    },
    async flush() {
      const taken = waiting;
      waiting = [];
      const choices: Choice[] = [];
      for (const { person, ...choice } of taken) choices.push({ ...choice, chooser: await deps.hash(person) });
      await deps.store.note(choices);
    },
  };
}
