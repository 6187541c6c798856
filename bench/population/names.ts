import { toBase64Url } from '../../shared/base64url.ts';
import type { Random } from '../../testkit/seeded-random.ts';
import { PERIOD } from './size.ts';

/** The video with a tenth of all comments. */
export const HOT_VIDEO = 0;

/** Odd, so that multiplying by it modulo 2^64 gives every number another one. */
const SCATTER = 0x9e3779b97f4a7c15n;

/** Ids are made of the number of the row, so that no table of them has to be kept. */
export const userId = (at: number): string => `u${at.toString(36).padStart(7, '0')}`;
export const channelId = (at: number): string => timeOrderedId(PERIOD.fromMs, at);

export function videoId(at: number): string {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(at + 1) * SCATTER));
  return toBase64Url(bytes).replace(/^-/, '_');
}

/** A UUIDv7 (RFC 9562 §5.7) of that moment, whose random bits are the row's number. */
export function timeOrderedId(unixMs: number, at: number): string {
  const time = unixMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${at.toString(16).padStart(12, '0')}`;
}

/** What people film, each with the words of its titles. */
export const TOPICS: readonly { category: string; words: readonly string[] }[] = [
  {
    category: 'music',
    words: 'piano guitar cover live acoustic choir drums jazz concert melody remix violin'.split(' '),
  },
  {
    category: 'games',
    words: 'speedrun boss level review trailer quest arena puzzle strategy patch replay ranked'.split(' '),
  },
  {
    category: 'cooking',
    words: 'bread soup recipe pasta spicy kitchen baking dinner cheap vegan sauce grill'.split(' '),
  },
  {
    category: 'science',
    words: 'physics quantum planet telescope experiment theory chemistry biology energy cells ocean orbit'.split(' '),
  },
  {
    category: 'travel',
    words: 'mountain train island hiking city winter desert backpack harbour sunrise border village'.split(' '),
  },
  {
    category: 'education',
    words: 'lecture history grammar algebra course exam geometry language lesson essay ancient statistics'.split(' '),
  },
  {
    category: 'technology',
    words: 'laptop network robot soldering compiler database keyboard printer battery server kernel sensor'.split(' '),
  },
  {
    category: 'sports',
    words: 'match final training marathon climbing goal referee season rowing sprint bicycle stadium'.split(' '),
  },
  {
    category: 'nature',
    words: 'forest river birds garden storm glacier insects wolf meadow volcano coral seeds'.split(' '),
  },
  {
    category: 'comedy',
    words: 'sketch standup prank parody office neighbour awkward interview improvised roast impression clumsy'.split(
      ' ',
    ),
  },
];
const COMMON =
  'how why the best new my first inside from with days part guide story making big small old night world'.split(' ');

const SYLLABLES = 'ba ko ri ta ven lo mi sar du nel pho gra ti os yan ke zu mar el qui'.split(' ');

/** One of 160,000 made-up names, a few of them in many titles and most in a few. */
function properName(random: Random): string {
  let left = random.skewed(SYLLABLES.length ** 4);
  let name = '';
  for (let syllable = 0; syllable < 4; syllable++) {
    name += SYLLABLES[left % SYLLABLES.length] ?? '';
    left = Math.floor(left / SYLLABLES.length);
  }
  return name;
}

export function titleOf(random: Random, topic: number): string {
  const { words } = TOPICS[topic % TOPICS.length] ?? { words: COMMON };
  const picked = [random.pick(COMMON), random.pick(words), random.pick(words), random.pick(COMMON), random.pick(words)];
  return [...picked.slice(0, 2 + random.below(3)), properName(random), random.chance(0.5) ? properName(random) : '']
    .join(' ')
    .trim();
}

export function sentence(random: Random): string {
  const length = 4 + random.skewed(24);
  return Array.from({ length }, () => random.pick(random.chance(0.5) ? COMMON : random.pick(TOPICS).words)).join(' ');
}
