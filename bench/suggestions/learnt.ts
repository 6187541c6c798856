import { createBatchStore } from '../../origin/discovery/batch/store.ts';
import { openDiscovery } from '../../origin/discovery/open-discovery.ts';
import { addSignals } from '../../origin/discovery/signals/store.ts';
import { seededRandom } from '../../testkit/seeded-random.ts';
import { userId, videoId } from '../population/names.ts';
import type { PopulatedDatabase, Preparation } from '../population/start-populated-database.ts';
import { cpuMicros, peakMemoryBytes, resetPeakMemory, residentBytes } from '../process-account.ts';
import { indexed } from '../search/indexed.ts';
import { benchSettings } from '../settings.ts';
import { benchOriginConfig } from './origin-config.ts';
import { writesBeside } from './writes-beside.ts';

const SIGNALS = 20_000;
/** Of more documents only the first are noted for what they are about: each takes more than a millisecond. */
const topicDocuments = benchSettings().KINORA_BENCH_TOPIC_DOCUMENTS ?? 100_000;

/** Everything is indexed, the model made and some views counted; and what that took. */
export const learnt = (videos: number, note: (line: string) => void): Preparation => {
  const index = indexed(note);
  return {
    name: `learnt-3-${topicDocuments}-${index.name}`,
    async make(database) {
      await index.make(database);
      const { buildModel, countSignals, followDocuments } = await openDiscovery({
        // What was indexed this moment counts as settled.
        ...{ config: benchOriginConfig(), db: database.db, clock: () => new Date(Date.now() + 60_000) },
        closing: new AbortController().signal,
      });
      const topics = await measureTopics(followDocuments, database);
      note(`topics of ${topics.topic_documents} documents: ${topics.topic_sec.toFixed(0)} s`);
      const model = await measureModel(buildModel, database);
      note(
        `model of ${model.model_events} views: ${model.model_sec.toFixed(0)} s, ${model.model_mb.toFixed(0)} MB; ` +
          `a write beside it took ${model.model_write_beside_most_ms.toFixed(0)} ms at most`,
      );
      const signalsPerSec = await measureSignals(videos, database, countSignals);
      return { ...topics, ...model, signals_per_sec: signalsPerSec, database_mb: Bun.file(database.file).size / 1e6 };
    },
  };
};

async function measureTopics(follow: (most: number) => Promise<number>, { pid, file }: PopulatedDatabase) {
  const sizeBytes = () => Bun.file(file).size + Bun.file(`${file}-wal`).size;
  const cpuSpent = () => Promise.all([cpuMicros(process.pid), cpuMicros(pid)]);
  const bytesBefore = sizeBytes();
  const [ownBefore, databaseBefore] = await cpuSpent();
  const startedAt = performance.now();
  const documents = await follow(topicDocuments);
  const [own, ofDatabase] = await cpuSpent();
  return {
    topic_documents: documents,
    topic_sec: (performance.now() - startedAt) / 1_000,
    topic_cpu_sec: (own - ownBefore) / 1e6,
    topic_database_cpu_sec: (ofDatabase - databaseBefore) / 1e6,
    topic_mb: (sizeBytes() - bytesBefore) / 1e6,
  };
}

async function measureModel(build: () => Promise<boolean>, { db, pid }: PopulatedDatabase) {
  const cpuSpent = () => Promise.all([cpuMicros(process.pid), cpuMicros(pid)]);
  Bun.gc(true);
  const memoryBefore = await residentBytes(process.pid);
  await Promise.all([process.pid, pid].map(resetPeakMemory));
  const [ownBefore, databaseBefore] = await cpuSpent();
  const startedAt = performance.now();
  const beside = await writesBeside(db, build);
  const [own, ofDatabase] = await cpuSpent();
  return {
    model_sec: (performance.now() - startedAt) / 1_000,
    model_events: (await createBatchStore(db).model())?.events ?? Number.NaN,
    model_cpu_sec: (own - ownBefore) / 1e6,
    model_database_cpu_sec: (ofDatabase - databaseBefore) / 1e6,
    model_mb: ((await peakMemoryBytes(process.pid)) - memoryBefore) / 1e6,
    model_database_peak_mb: (await peakMemoryBytes(pid)) / 1e6,
    model_write_beside_p99_ms: beside.p99Ms,
    model_write_beside_most_ms: beside.mostMs,
  };
}

/** Views of everybody, counted into what trends and what goes together. */
async function measureSignals(
  videos: number,
  { db }: PopulatedDatabase,
  count: () => Promise<number>,
): Promise<number> {
  const random = seededRandom(4);
  const nowMs = Date.now();
  const signals = Array.from({ length: SIGNALS }, (_, at) => ({
    ...{ kind: 'view' as const, videoId: videoId(random.skewed(videos)), userId: userId(random.below(videos)) },
    ...{ network: String(at % 5_000), country: random.pick(['DE', 'FR', 'JP']), at: new Date(nowMs - at) },
  }));
  await db.transaction((tx) => addSignals(tx, signals));
  const startedAt = performance.now();
  const counted = await count();
  return (counted * 1_000) / (performance.now() - startedAt);
}
