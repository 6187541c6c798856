import { and, asc, eq, isNotNull } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import {
  type RepackageJob,
  type TranscodeResult,
  transcodeJobIds,
  transcodeQueue,
} from '../../shared/contracts/transcode.ts';
import { newId } from '../../shared/ids.ts';
import { captions, outbox, renditions, videos } from '../../shared/schema/index.ts';
import { codecsToPackage } from '../codecs/store.ts';
import type { Transaction } from '../outbox/store.ts';

export type CaptionRow = typeof captions.$inferSelect;
export type CaptionStore = ReturnType<typeof createCaptionStore>;

export function createCaptionStore(db: Database) {
  return {
    async list(videoId: string): Promise<CaptionRow[]> {
      return db
        .select()
        .from(captions)
        .where(and(eq(captions.videoId, videoId), isNotNull(captions.sha256)))
        .orderBy(asc(captions.language));
    },

    /**
     * Notes that the object of a language is now `sha256`, or gone (`null`), and queues the packaging that brings the
     * published set up to date, in one transaction.
     */
    async change(videoId: string, language: string, sha256: string | null, now: Date): Promise<void> {
      await db.transaction(async (tx) => {
        const values = { source: 'upload', sha256, updatedAt: now } as const;
        await tx
          .insert(captions)
          .values({ videoId, language, ...values, createdAt: now })
          .onConflictDoUpdate({ target: [captions.videoId, captions.language], set: values });
        await addRepackageJob(tx, videoId, now);
      });
    },
  };
}

/**
 * Brings the rows in line with a set that has just been published: what it took from the original is listed. The
 * first whole set may have been made before the last change of the captions: then it is packaged again.
 */
export async function noteCaptions(
  tx: Transaction,
  set: Extract<TranscodeResult, { kind: 'ready' }>,
  isFirst: boolean,
  now: Date,
): Promise<void> {
  const videoId = set.video_id;
  const rows = await tx.select().from(captions).where(eq(captions.videoId, videoId));
  const inSet = new Map((set.captions ?? []).map(({ language, sha256 }) => [language, sha256]));
  for (const { language, source } of rows)
    if (source === 'original' && !inSet.has(language))
      await tx.delete(captions).where(and(eq(captions.videoId, videoId), eq(captions.language, language)));
  const known = new Set(rows.map((row) => row.language));
  for (const [language, sha256] of inSet)
    if (!known.has(language))
      await tx
        .insert(captions)
        .values({ videoId, language, source: 'original', sha256, createdAt: now, updatedAt: now });
  const isOutdated = rows.some((row) => row.source === 'upload' && row.sha256 !== (inSet.get(row.language) ?? null));
  if (isFirst && isOutdated) await addRepackageJob(tx, videoId, now);
}

/** Queues a new packaging of a video that is whole; one that is not takes its captions in when it becomes so. */
export async function addRepackageJob(tx: Transaction, videoId: string, now: Date): Promise<void> {
  const [video] = await tx.select().from(videos).where(eq(videos.id, videoId));
  if (!video?.complete || video.generation === null || video.source === null) return;
  const { generation, source } = video;
  const rungs = await tx
    .select()
    .from(renditions)
    .where(and(eq(renditions.videoId, videoId), eq(renditions.generation, generation)))
    .orderBy(asc(renditions.height));
  const payload: RepackageJob = {
    kind: 'repackage',
    video_id: videoId,
    generation,
    duration_sec: video.durationSec ?? 0,
    width: video.width ?? 0,
    height: video.height ?? 0,
    renditions: rungs.map(({ name, codec, width, height, frameRate, bitrateBps }) => ({
      ...{ name, codec, width, height },
      frame_rate: frameRate,
      bitrate_bps: bitrateBps,
    })),
    source,
    codecs: await codecsToPackage(tx, videoId),
  };
  const jobId = transcodeJobIds.repackage(videoId, newId());
  await tx.insert(outbox).values({ queue: transcodeQueue, jobId, payload, createdAt: now });
}
