import { TOPIC_DIMENSIONS } from '../../../shared/schema/video-topics.ts';
import { stableHash } from '../suggest/stable-variant.ts';

const BITS = 32;
const OWN = 0.3;

/**
 * What words are about, as a direction of length 1 by random projection (Achlioptas, PODS 2001): each word has a direction
 * of its own, by a hash that never changes, and a text is the sum of its words'. Texts with words in common point the same
 * way. Nothing is learnt or looked up. Null without words. `own`: a little of what is so named alone, since the graph that
 * libSQL looks through loses its way among many equal vectors.
 */
export function topicVector(words: Iterable<string>, own?: string): number[] | null {
  const sum = new Float64Array(TOPIC_DIMENSIONS);
  const all = new Set(words);
  for (const word of all) add(sum, word, 1);
  if (all.size > 0 && own !== undefined) add(sum, own, OWN);
  const length = Math.hypot(...sum);
  // Two words may point in opposite directions.
  return length === 0 ? null : Array.from(sum, (value) => Number((value / length).toFixed(4)));
}

function add(sum: Float64Array, word: string, weight: number): void {
  for (let from = 0; from < sum.length; from += BITS) {
    const signs = stableHash(`${from} ${word}`);
    for (let bit = 0; bit < BITS; bit++)
      sum[from + bit] = (sum[from + bit] ?? 0) + ((signs >>> bit) & 1 ? weight : -weight);
  }
}
