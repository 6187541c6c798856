import { sql } from 'drizzle-orm';
import { lookUpsFor, topicsOf } from '../../origin/discovery/suggest/propose.ts';
import { createSuggestionStore } from '../../origin/discovery/suggest/store.ts';
import { videoId } from '../population/names.ts';
import type { PopulatedDatabase } from '../population/start-populated-database.ts';
import { measureCalls } from '../search/measure-calls.ts';

const ASKED = 200;
/** Each of these reads all vectors. */
const COMPARED = 25;
const TOP = 20;

/** How long it takes to look up what points the same way, and which share of the true 20 nearest is found. */
export async function judgeNearest(
  videos: number,
  { db, pid }: Pick<PopulatedDatabase, 'db' | 'pid'>,
): Promise<Record<string, number>> {
  const store = createSuggestionStore(db);
  const look: { readings: []; near: readonly (readonly number[])[] }[] = [];
  for (let at = 0; at < ASKED; at++) {
    const { seeds, documentCount } = await store.seeds([videoId(Math.floor((at * videos) / ASKED))], 1);
    const { near } = lookUpsFor(topicsOf(seeds, documentCount));
    if (near.length > 0) look.push({ readings: [], near });
  }
  const now = new Date();
  const { answers, p50Ms, p99Ms, databaseCpuMsEach } = await measureCalls(
    look.map((each) => () => store.candidates([], each, now)),
    pid,
  );
  const shares: number[] = [];
  for (let at = 0; at < look.length; at += Math.max(1, Math.floor(look.length / COMPARED))) {
    const found = new Set(answers[at]?.map((candidate) => candidate.videoId));
    const nearest = await db.all<{ id: string }>(sql`
      select d.subject_id as id from (
        select docid, vector_distance_cos(topic, vector8(${JSON.stringify(look[at]?.near[0])})) as far
        from video_topics order by far limit ${TOP}
      ) t join search_documents d on d.docid = t.docid`);
    shares.push(nearest.filter(({ id }) => found.has(id)).length / TOP);
  }
  return {
    nearest_p50_ms: p50Ms,
    nearest_p99_ms: p99Ms,
    nearest_database_cpu_ms: databaseCpuMsEach,
    nearest_recall_at_20: shares.reduce((sum, share) => sum + share, 0) / shares.length,
  };
}
