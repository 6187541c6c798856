import { wordsOf } from '../../origin/search/text/split-words.ts';
import type { Random } from '../../testkit/seeded-random.ts';

/** A search whose right answer is known: the title was taken from that very video. */
export type JudgedQuery = { q: string; videoId: string };
export type TitledVideo = { videoId: string; title: string; language: string };

export const judgedKinds = ['as_titled', 'one_typo', 'two_typos', 'partial', 'other_language'] as const;
export type JudgedKind = (typeof judgedKinds)[number];

/** Words of fewer letters say little when one is wrong, and nobody mends them. */
const MIN_LETTERS_FOR_TYPO = 5;

/** `videos` in English are asked for with 0 to 2 typos and in part, the others as they are titled. */
export function judgedQueries(videos: readonly TitledVideo[], random: Random): Record<JudgedKind, JudgedQuery[]> {
  const english = videos.filter(({ language }) => language === 'en');
  const made = (from: readonly TitledVideo[], ask: (title: string) => string) =>
    from.map(({ videoId, title }) => ({ videoId, q: ask(title) }));
  const mistyped = (title: string) => withTypo(title, random);
  return {
    as_titled: made(english, (title) => title),
    one_typo: made(english, mistyped),
    two_typos: made(english, (title) => mistyped(mistyped(title))),
    partial: made(english, unfinished),
    other_language: made(
      videos.filter(({ language }) => language !== 'en'),
      (title) => title,
    ),
  };
}

/** One letter left out, doubled, changed or swapped with the next, in one of the longer words. */
function withTypo(title: string, random: Random): string {
  const words = title.split(' ');
  const long = words.filter((word) => word.length >= MIN_LETTERS_FOR_TYPO);
  if (long.length === 0) return title;
  const word = random.pick(long);
  const at = 1 + random.below(word.length - 2);
  const letter = word[at] ?? '';
  const next = word[at + 1] ?? '';
  const [before, after] = [word.slice(0, at), word.slice(at + 1)];
  const mistyped = random.pick([
    before + after,
    before + letter + letter + after,
    before + random.pick([...'aeinorst']) + after,
    before + next + letter + word.slice(at + 2),
  ]);
  return words.map((each) => (each === word ? mistyped : each)).join(' ');
}

/** Without the first word, and with the last one not typed to its end. */
function unfinished(title: string): string {
  const words = wordsOf(title).slice(1);
  const last = words.at(-1) ?? '';
  return [...words.slice(0, -1), last.slice(0, Math.max(3, last.length - 2))].join(' ');
}

/** Mean reciprocal rank and share of hits among the first ten. `ranks`: 1 for the first result, null when not there. */
export function judge(ranks: readonly (number | null)[]): { mrrAt10: number; recallAt10: number } {
  const found = ranks.filter((rank): rank is number => rank !== null && rank <= 10);
  return {
    mrrAt10: found.reduce((sum, rank) => sum + 1 / rank, 0) / ranks.length,
    recallAt10: found.length / ranks.length,
  };
}
