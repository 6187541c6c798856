import { and, asc, count, eq, inArray, isNull, lt, ne, not, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../../platform/database.ts';
import { MAX_PRIORITY, type TranscodeJob, transcodeJobIds, transcodeQueue } from '../../shared/contracts/transcode.ts';
import { outbox, videos } from '../../shared/schema/index.ts';
import { ROWS_PER_DELETION, untilNone } from '../adapters/until-none.ts';

/** Not queues of BullMQ: rows of these names wait in the outbox until something else lets them go. */
export const heldQueues = { scan: 'malware-scan', quarantine: 'malware-quarantine' } as const;

export type { Transaction } from '../../platform/database.ts';
export type OutboxRow = typeof outbox.$inferSelect;
export type OutboxStore = ReturnType<typeof createOutboxStore>;
/** A video and the file it is to be made from. */
export type Original = { videoId: string; originalKey: string; sizeBytes: number };

export function createOutboxStore(db: Database) {
  return {
    /** What can be relayed, oldest first. */
    async listPending(limit: number): Promise<OutboxRow[]> {
      const isHeld = inArray(outbox.queue, Object.values(heldQueues));
      return db
        .select()
        .from(outbox)
        .where(and(isNull(outbox.relayedAt), not(isHeld)))
        .orderBy(asc(outbox.id))
        .limit(limit);
    },

    async markRelayed(ids: number[], now: Date): Promise<void> {
      await db.update(outbox).set({ relayedAt: now }).where(inArray(outbox.id, ids));
    },

    async add(row: { queue: string; jobId: string; payload: unknown }, now: Date): Promise<void> {
      await db.insert(outbox).values({ ...row, createdAt: now });
    },

    async addTranscodeJob(original: Original, now: Date): Promise<void> {
      await db.transaction((tx) => addTranscodeJob(tx, original, now));
    },

    async deleteRelayedBefore(time: Date): Promise<void> {
      const some = sql`select id from ${outbox} where ${lt(outbox.relayedAt, time)} limit ${ROWS_PER_DELETION}`;
      await untilNone(() => db.run(sql`delete from ${outbox} where id in (${some})`));
    },

    async isPending(jobId: string): Promise<boolean> {
      const rows = await db
        .select({ id: outbox.id })
        .from(outbox)
        .where(and(isNull(outbox.relayedAt), eq(outbox.jobId, jobId)))
        .limit(1);
      return rows.length > 0;
    },
  };
}

/**
 * Puts a video's transcoding into the outbox. Its place in the queue depends on how much its owner has there already,
 * so that one who sends hundreds waits behind another's single clip.
 */
export async function addTranscodeJob(
  tx: Transaction,
  original: Original,
  now: Date,
  queue: string = transcodeQueue,
): Promise<void> {
  const { videoId, originalKey, sizeBytes } = original;
  const isOwners = sql`${videos.ownerId} = (select v.owner_id from ${videos} as v where v.id = ${videoId})`;
  const [others] = await tx
    .select({ unfinished: count() })
    .from(videos)
    .where(and(eq(videos.status, 'processing'), ne(videos.id, videoId), isOwners));
  const priority = Math.min(1 + (others?.unfinished ?? 0), MAX_PRIORITY);
  const payload: TranscodeJob = {
    video_id: videoId,
    original_key: originalKey,
    original_size_bytes: sizeBytes,
    priority,
  };
  const job = { queue, jobId: transcodeJobIds.prepare(videoId), payload, priority };
  await tx.insert(outbox).values({ ...job, createdAt: now });
}
