import type { FtsStore } from '../../search/fts/store.ts';
import type { Proposal } from './rank-suggestions.ts';
import type { SuggestionStore } from './store.ts';

const TOGETHER_EACH = 30;
const TOPIC_WORDS = 6;
const TOPIC_HITS = 60;
/** Words of more than this share of all documents say nothing of a topic. */
const COMMON_SHARE = 0.1;

/** What goes with `seeds`, the most important of them first. */
export async function proposeWatchedTogether(store: SuggestionStore, seeds: readonly string[]): Promise<Proposal[]> {
  if (seeds.length === 0) return [];
  const { batch, recent } = await store.watchedTogether(seeds, TOGETHER_EACH);
  const places = new Map(seeds.map((videoId, at) => [videoId, at]));
  const importance = (seed: string) => 1 / (1 + 0.15 * (places.get(seed) ?? 0));
  const found = new Map<string, Proposal>();
  const add = (seed: string, videoId: string, score: number) => {
    const strength = score * importance(seed);
    const before = found.get(videoId);
    const isStrongest = strength > (before?.strength ?? 0);
    found.set(videoId, {
      ...{ videoId, reason: 'watched_together', becauseOf: isStrongest ? seed : before?.becauseOf },
      strength: Math.min(1, (before?.strength ?? 0) + strength),
    });
  };
  for (const { videoId, neighbours } of batch) {
    const strongest = neighbours[0]?.[1] ?? 1;
    for (const [other, score] of neighbours) add(videoId, other, 0.8 * (score / strongest));
  }
  // One viewer alone proves little: weights grow towards 1 with their number.
  for (const { videoId, otherId, weight } of recent) add(videoId, otherId, weight / (weight + 3));
  return [...found.values()];
}

/** What shares rare words of title and tags with `seeds`. */
export async function proposeSameTopic(
  { store, index }: { store: SuggestionStore; index: Pick<FtsStore, 'find'> },
  seeds: readonly string[],
): Promise<Proposal[]> {
  const documents = await store.wordsOf(seeds);
  const all = [...new Set(documents.flatMap((document) => wordsIn(document)))];
  if (all.length === 0) return [];
  const { documentsWith, documentCount } = await index.find([], null, all);
  const rarity = (word: string) => Math.log((documentCount + 1) / (documentsWith.get(word) ?? 1));
  const isTelling = (word: string) => (documentsWith.get(word) ?? 0) <= Math.max(20, documentCount * COMMON_SHARE);
  const tellingOf = (document: (typeof documents)[number]) =>
    wordsIn(document)
      .filter((word) => word.length > 2 && isTelling(word))
      .sort((a, b) => rarity(b) - rarity(a))
      .slice(0, TOPIC_WORDS);
  // Words are made of letters and digits alone and stand in quotes: nothing in them is read as syntax.
  const readings = documents.flatMap((document) => {
    const words = tellingOf(document);
    const expression = `{title tags} : (${words.map((word) => `"${word}"`).join(' OR ')})`;
    return words.length === 0 ? [] : [{ expression, limit: TOPIC_HITS }];
  });
  if (readings.length === 0) return [];
  const { subjects } = await index.find(readings, null, []);
  const videoIds = subjects.filter(({ kind }) => kind === 'video').map(({ subjectId }) => subjectId);
  const found = await store.wordsOf(videoIds);
  return found.flatMap((candidate): Proposal[] => {
    const words = new Set(wordsIn(candidate));
    const [best] = documents
      .filter(({ videoId }) => videoId !== candidate.videoId)
      .map((seed) => {
        const telling = tellingOf(seed);
        const total = telling.reduce((sum, word) => sum + rarity(word), 0);
        const common = telling.filter((word) => words.has(word)).reduce((sum, word) => sum + rarity(word), 0);
        return { seed: seed.videoId, strength: total === 0 ? 0 : common / total };
      })
      .sort((a, b) => b.strength - a.strength);
    if (!best || best.strength === 0) return [];
    return [{ videoId: candidate.videoId, reason: 'same_topic', strength: best.strength, becauseOf: best.seed }];
  });
}

/** Equal sources in their order: the first is the strongest. */
export const proposeInOrder = (videoIds: readonly string[], reason: Proposal['reason']): Proposal[] =>
  videoIds.map((videoId, at) => ({ videoId, reason, strength: 1 - (0.7 * at) / Math.max(1, videoIds.length) }));

const wordsIn = ({ titleWords, tagWords }: { titleWords: string; tagWords: string }): string[] =>
  [...new Set(`${titleWords} ${tagWords}`.split(' '))].filter((word) => word !== '');
