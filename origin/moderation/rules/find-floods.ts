import type { Rule } from '../judge-comment.ts';

const MIN_LETTERS = 20;
const MIN_EMOJI = 10;
const MIN_RUN = 12;

/** Capitals, emoji or one character without end. Scripts without case cannot shout. */
export const findFloods: Rule = ({ content }, { source }) => {
  const { capitals_points, emoji_points, characters_points } = source.floods;
  const capitals = count(content, /\p{Lu}/gu);
  const cased = capitals + count(content, /\p{Ll}/gu);
  const emoji = count(content, /\p{Extended_Pictographic}/gu);
  const letters = count(content, /\p{L}/gu);
  return [
    { reason: 'shouting', points: cased >= MIN_LETTERS && capitals / cased > 0.8 ? capitals_points : 0 },
    { reason: 'emoji_flood', points: emoji >= MIN_EMOJI && emoji > letters / 2 ? emoji_points : 0 },
    { reason: 'character_flood', points: longestRun(content) >= MIN_RUN ? characters_points : 0 },
  ];
};

const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;

function longestRun(content: string): number {
  let [longest, run, last] = [0, 0, ''];
  for (const character of content) {
    run = character === last && character.trim() !== '' ? run + 1 : 1;
    last = character;
    longest = Math.max(longest, run);
  }
  return longest;
}
