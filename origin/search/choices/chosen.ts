import { createRecentAnswers } from '../../discovery/recent-answers.ts';
import type { ChoiceStore, Chosen } from './store.ts';

const KEPT_MS = 60_000;
/** A few megabytes. */
const MAX_KEPT = 20_000;

/**
 * What enough different people chose for a search, by its folded words. Most searches have nothing of it: what there is is
 * kept in memory and read anew every minute, so that they need not ask; with more of it than is kept, they do.
 */
export function createChosen(deps: {
  store: Pick<ChoiceStore, 'mostChosen' | 'chosenFor'>;
  minPeople: number;
  clock: () => Date;
}): (words: string) => Promise<readonly Chosen[]> {
  const { store, minPeople, clock } = deps;
  const most = createRecentAnswers<Awaited<ReturnType<ChoiceStore['mostChosen']>>>({ keptMs: KEPT_MS, most: 1, clock });
  const others = createRecentAnswers<Chosen[]>({ keptMs: KEPT_MS, most: 5_000, clock });
  return async (words) => {
    const { byWords, isAll } = await most.get('all', () => store.mostChosen(minPeople, MAX_KEPT));
    if (isAll) return byWords.get(words) ?? [];
    return others.get(words, () => store.chosenFor(words, minPeople));
  };
}
