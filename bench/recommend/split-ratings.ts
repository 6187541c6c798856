import { type Interactions, toInteractions } from '../../origin/discovery/model/interactions.ts';
import type { Random } from '../../testkit/seeded-random.ts';
import type { Rating } from './read-ratings.ts';

/** Somebody whose later (or other) half is to be guessed from what they are known to have watched. */
export type Case = { known: number[]; wanted: Set<number> };
export type Split = { train: Interactions; cases: Case[] };

const POSITIVE = 4;
/** Fewer positives leave nothing to guess, or to guess from. */
const MIN_POSITIVES = 5;

/** What each person likes, by number and oldest first; who likes too little is left out. */
export function positivesOf(ratings: readonly Rating[]): { lists: number[][]; itemCount: number } {
  const users = new Map<number, Rating[]>();
  for (const rating of ratings) {
    if (rating.rating < POSITIVE) continue;
    const list = users.get(rating.user);
    if (list) list.push(rating);
    else users.set(rating.user, [rating]);
  }
  const numbers = new Map<number, number>();
  const lists: number[][] = [];
  for (const list of users.values()) {
    if (list.length < MIN_POSITIVES) continue;
    list.sort((a, b) => a.time - b.time);
    const items = list.map(({ item }) => {
      const number = numbers.get(item) ?? numbers.size;
      numbers.set(item, number);
      return number;
    });
    lists.push([...new Set(items)]);
  }
  return { lists, itemCount: numbers.size };
}

/**
 * Strong generalisation: a share of the people takes no part in training; 80 % of what each of them likes, by chance, is
 * told, the rest to be guessed. What nobody in training watched cannot be, and is left out.
 */
export function splitByPeople(lists: readonly number[][], itemCount: number, random: Random, heldOut = 0.1): Split {
  const order = shuffle(
    lists.map((_, at) => at),
    random,
  );
  const held = new Set(order.slice(0, Math.max(1, Math.round(lists.length * heldOut))));
  const training = lists.filter((_, at) => !held.has(at));
  const isKnown = new Uint8Array(itemCount);
  for (const list of training) for (const item of list) isKnown[item] = 1;
  const cases = [...held].flatMap((at): Case[] => {
    const list = shuffle([...(lists[at] ?? [])], random).filter((item) => isKnown[item] === 1);
    const cut = Math.floor(list.length * 0.8);
    const wanted = new Set(list.slice(cut));
    return cut === 0 || wanted.size === 0 ? [] : [{ known: list.slice(0, cut), wanted }];
  });
  return { train: toInteractions(training, itemCount), cases };
}

/** Everybody's last one is to be guessed from all before; `most` of these people, by chance. */
export function leaveLastOut(lists: readonly number[][], itemCount: number, random: Random, most = 5_000): Split {
  const training = lists.map((list) => list.slice(0, -1));
  const cases = lists.map((list, at) => ({ known: training[at] ?? [], wanted: new Set(list.slice(-1)) }));
  return { train: toInteractions(training, itemCount), cases: shuffle(cases, random).slice(0, most) };
}

function shuffle<T>(list: T[], random: Random): T[] {
  for (let at = list.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    const [a, b] = [list[at], list[other]];
    if (a !== undefined && b !== undefined) [list[at], list[other]] = [b, a];
  }
  return list;
}
