import { sum } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { type TakenView, VIEWS_PER_BATCH } from '../../shared/contracts/views.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { newId } from '../../shared/ids.ts';
import { videoDays, videos } from '../../shared/schema/index.ts';
import { seededRandom } from '../../testkit/seeded-random.ts';
import { videoId } from '../population/names.ts';
import { cpuMicros, peakMemoryBytes, resetPeakMemory } from '../process-account.ts';
import type { SocialStand } from './social-stand.ts';

/** A start and reports every ten seconds: half a minute of watching, which counts as a view. */
const REPORTS = 4;
const EVERY_SEC = 10;
/** The requests that an edge has under way at once. */
const AT_ONCE = 8;
/** Before it sends a batch again that was refused. */
const PAUSE_MS = 200;

export type ViewLoad = {
  perSec: number;
  cpuMicrosEach: number;
  peakBytes: number;
  grownBytes: number;
  /** Batches that had to be sent again. */
  refused: number;
  /** How far views and seconds watched are from what was sent. */
  viewsLost: number;
  secondsLost: number;
};

/**
 * `sessions` people watch at the same time; what they report comes in full batches, as an edge sends them, and each is
 * answered when it is counted. Videos are those of the population, some far more than others.
 */
export async function sendViews({ origin, size, database }: SocialStand, sessions: number): Promise<ViewLoad> {
  const batches = viewBatches(size.videos, sessions);
  const before = await readTotals(database.db);
  await resetPeakMemory(origin.pid);
  const [bytesBefore, cpuBefore] = [await peakMemoryBytes(origin.pid), await cpuMicros(origin.pid)];
  const startedAt = performance.now();
  let refused = 0;
  const post = async () => {
    for (let next = batches.next(); !next.done; next = batches.next())
      while (!(await sendBatch(origin, next.value))) refused += 1;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, post));
  const events = sessions * REPORTS;
  const perSec = (events / (performance.now() - startedAt)) * 1000;
  const cpuMicrosEach = ((await cpuMicros(origin.pid)) - cpuBefore) / events;
  const [peakBytes, after] = [await peakMemoryBytes(origin.pid), await readTotals(database.db)];
  const ofDays = after.viewsOfDays - before.viewsOfDays;
  const ofVideos = after.viewsOfVideos - before.viewsOfVideos;
  return {
    ...{ perSec, cpuMicrosEach, peakBytes, grownBytes: peakBytes - bytesBefore, refused },
    viewsLost: Math.abs(sessions - ofDays) + Math.abs(sessions - ofVideos),
    secondsLost: Math.abs(sessions * (REPORTS - 1) * EVERY_SEC - (after.watchedMs - before.watchedMs) / 1000),
  };
}

async function readTotals(db: Database) {
  const [ofVideos] = await db.select({ views: sum(videos.viewCount) }).from(videos);
  const { viewCount, watchedMs } = videoDays;
  const [ofDays] = await db.select({ views: sum(viewCount), watchedMs: sum(watchedMs) }).from(videoDays);
  const [viewsOfVideos, viewsOfDays] = [Number(ofVideos?.views ?? 0), Number(ofDays?.views ?? 0)];
  return { viewsOfVideos, viewsOfDays, watchedMs: Number(ofDays?.watchedMs ?? 0) };
}

function* viewBatches(videos: number, sessions: number): Generator<TakenView[]> {
  const random = seededRandom(11);
  const watching = Array.from({ length: sessions }, () => ({
    video_id: videoId(random.skewed(videos)),
    session_id: newId(),
  }));
  // Today, and not across its midnight.
  const startedAtMs = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  for (let report = 0; report < REPORTS; report++)
    for (let at = 0; at < sessions; at += VIEWS_PER_BATCH)
      yield watching.slice(at, at + VIEWS_PER_BATCH).map((session) => ({
        ...session,
        event_id: `${session.session_id}:${report}`,
        event: report === 0 ? 'start' : 'heartbeat',
        position_sec: report * EVERY_SEC,
        client_at_ms: startedAtMs + report * EVERY_SEC * 1000,
        received_at_ms: startedAtMs + report * EVERY_SEC * 1000,
      }));
}

/** False when origin was too busy, and has not counted them. */
async function sendBatch({ url, internalKey }: SocialStand['origin'], events: TakenView[]): Promise<boolean> {
  const headers = { 'content-type': 'application/json', [internalHeaders.key]: internalKey };
  const body = JSON.stringify({ events, dropped: 0 });
  const response = await fetch(`${url}/internal/views`, { method: 'POST', headers, body });
  if (response.status === 503) {
    await response.body?.cancel();
    await Bun.sleep(PAUSE_MS);
    return false;
  }
  if (!response.ok) throw new Error(`view events were answered ${response.status}: ${await response.text()}`);
  return true;
}
