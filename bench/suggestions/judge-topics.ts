import { factsOf } from '../../origin/discovery/suggest/look-up-facts.ts';
import { lookUpsFor, proposeSameTopic, topicsOf } from '../../origin/discovery/suggest/propose.ts';
import { createSuggestionStore, type TopicLookUps } from '../../origin/discovery/suggest/store.ts';
import { TOPICS, videoId } from '../population/names.ts';
import { populationOf } from '../population/size.ts';
import type { PopulatedDatabase } from '../population/start-populated-database.ts';
import { measureCalls } from '../search/measure-calls.ts';

const JUDGED = 200;
const TOP = 20;

/** Which share of the 20 that are proposed as of a video's topic are: by rare words alone, and by vectors alone. */
export async function judgeTopics(
  videos: number,
  { db, pid }: Pick<PopulatedDatabase, 'db' | 'pid'>,
): Promise<Record<string, number>> {
  const store = createSuggestionStore(db);
  const { channels } = populationOf(videos);
  const judged = Array.from({ length: JUDGED }, (_, at) => Math.floor((at * videos) / JUDGED));
  const topicOf = new Map(Array.from({ length: videos }, (_, at) => [videoId(at), (at % channels) % TOPICS.length]));
  const ways: Record<string, (all: TopicLookUps) => TopicLookUps> = {
    words: ({ readings }) => ({ readings, near: [] }),
    vectors: ({ near }) => ({ readings: [], near }),
  };
  const figures: Record<string, number> = {};
  for (const [name, only] of Object.entries(ways)) {
    const shares: number[] = [];
    const calls = judged.map((at) => async () => {
      const { seeds, documentCount } = await store.seeds([videoId(at)], 1);
      const topics = topicsOf(seeds, documentCount);
      const found = await store.candidates([], only(lookUpsFor(topics)), new Date());
      const facts = found.map((candidate) => [candidate.videoId, factsOf(candidate)] as const);
      const best = proposeSameTopic(topics, facts)
        .sort((a, b) => b.strength - a.strength)
        .slice(0, TOP);
      // Fewer than 20 count as wrong ones.
      shares.push(best.filter((it) => topicOf.get(it.videoId) === topicOf.get(videoId(at))).length / TOP);
    });
    const { cpuMsEach } = await measureCalls(calls, pid);
    figures[`topic_precision_at_20_by_${name}`] = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    figures[`topic_by_${name}_cpu_ms`] = cpuMsEach;
  }
  return figures;
}
