import { marks } from '../../search/search-document.ts';
import { topicVector } from '../topics/topic-vector.ts';
import type { Proposal } from './rank-suggestions.ts';
import type { Seed, TopicLookUps } from './store.ts';

const TOPIC_WORDS = 6;
/** The newest videos with any of its words, for each topic. */
const TOPIC_HITS = 20;
/** The most important topics are looked up by their words, and the very first by its direction: each takes milliseconds. */
const READ_TOPICS = 2;
const NEAR_TOPICS = 1;
/** Words of more than this share of all documents say nothing of a topic. */
const COMMON_SHARE = 0.1;

/** Rare words of a video, with the weight that each has for its topic; together 1. */
export type Topic = { videoId: string; weights: ReadonlyMap<string, number> };

/** What goes with `seeds`, the most important of them first. */
export function proposeWatchedTogether(seeds: readonly Seed[]): Proposal[] {
  const found = new Map<string, Proposal>();
  for (const [place, seed] of seeds.entries()) {
    const importance = 1 / (1 + 0.15 * place);
    const add = (videoId: string, score: number) => {
      const strength = score * importance;
      const before = found.get(videoId);
      const isStrongest = strength > (before?.strength ?? 0);
      found.set(videoId, {
        ...{ videoId, reason: 'watched_together', becauseOf: isStrongest ? seed.videoId : before?.becauseOf },
        strength: Math.min(1, (before?.strength ?? 0) + strength),
      });
    };
    const strongest = seed.neighbours[0]?.[1] ?? 1;
    for (const [other, score] of seed.neighbours) add(other, 0.8 * (score / strongest));
    // One viewer alone proves little: weights grow towards 1 with their number.
    for (const [other, weight] of seed.recent) add(other, weight / (weight + 3));
  }
  return [...found.values()];
}

/** What `seeds` are about, by their rare words; of `documentCount` documents in all. */
export function topicsOf(seeds: readonly Pick<Seed, 'videoId' | 'words'>[], documentCount: number): Topic[] {
  const most = Math.max(20, documentCount * COMMON_SHARE);
  return seeds.flatMap(({ videoId, words }): Topic[] => {
    const telling = [...words]
      .filter(([word, documents]) => word.length > 2 && documents <= most)
      .sort(([, a], [, b]) => a - b)
      .slice(0, TOPIC_WORDS)
      .map(([word, documents]) => [word, Math.log((documentCount + 1) / Math.max(1, documents))] as const);
    const total = telling.reduce((sum, [, rarity]) => sum + rarity, 0);
    return total > 0 ? [{ videoId, weights: new Map(telling.map(([word, it]) => [word, it / total])) }] : [];
  });
}

/** How to find what is about `topics`. Words are letters and digits in quotes: nothing in them is read as syntax. */
export function lookUpsFor(topics: readonly Topic[]): TopicLookUps {
  const readings = topics.slice(0, READ_TOPICS).map(({ weights }) => {
    const anyWord = [...weights.keys()].map((word) => `"${word}"`).join(' OR ');
    return { expression: `{title tags} : (${anyWord}) AND {marks} : "${marks.kind('video')}"`, limit: TOPIC_HITS };
  });
  const near = topics.slice(0, NEAR_TOPICS).flatMap(({ weights }) => {
    const vector = topicVector(weights.keys());
    return vector ? [vector] : [];
  });
  return { readings, near };
}

/** What shares rare words of title and tags with one of `topics`. */
export function proposeSameTopic(
  topics: readonly Topic[],
  candidates: Iterable<readonly [videoId: string, facts: { words: ReadonlySet<string> }]>,
): Proposal[] {
  const proposals: Proposal[] = [];
  for (const [videoId, { words }] of candidates) {
    let best: Proposal | undefined;
    for (const { videoId: becauseOf, weights } of topics) {
      if (becauseOf === videoId) continue;
      let strength = 0;
      for (const [word, weight] of weights) if (words.has(word)) strength += weight;
      if (strength > (best?.strength ?? 0)) best = { videoId, reason: 'same_topic', strength, becauseOf };
    }
    if (best) proposals.push(best);
  }
  return proposals;
}

/** Equal sources in their order: the first is the strongest. */
export const proposeInOrder = (videoIds: readonly string[], reason: Proposal['reason']): Proposal[] =>
  videoIds.map((videoId, at) => ({ videoId, reason, strength: 1 - (0.7 * at) / Math.max(1, videoIds.length) }));
