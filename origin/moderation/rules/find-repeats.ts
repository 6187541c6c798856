import type { Rule } from '../judge-comment.ts';
import { gistOf, likenessTo, MIN_GIST_LENGTH } from '../text/likeness.ts';

const ALIKE = 0.7;

/** The same or nearly the same, by the author, and by many others at once. */
export const findRepeats: Rule = ({ content, recentGists, othersAlike }, { source }) => {
  const { points_each, others_at, points_from_others } = source.repeats;
  const gist = gistOf(content);
  if (gist.length < MIN_GIST_LENGTH) return [];
  const likeness = likenessTo(gist);
  const repetitions = recentGists.filter((recent) => likeness(recent) >= ALIKE).length;
  return [
    { reason: 'repeated', points: repetitions * points_each },
    { reason: 'said_by_many', points: othersAlike >= others_at ? points_from_others : 0 },
  ];
};
