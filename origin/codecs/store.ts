import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import {
  type AddCodecJob,
  BACKGROUND_PRIORITY,
  type TranscodeResult,
  transcodeChunksQueue,
  transcodeJobIds,
} from '../../shared/contracts/transcode.ts';
import { newId } from '../../shared/ids.ts';
import { type AddedCodec, isAddedCodec } from '../../shared/media/video-codecs.ts';
import { channels, codecEncodes, outbox, renditions, uploads, videos } from '../../shared/schema/index.ts';
import type { Transaction } from '../outbox/store.ts';

type State = (typeof codecEncodes.$inferSelect)['state'];

/** A video whose whole ladder is published, and how it stands with the codecs beside H.264. */
export type CodecsOfVideo = {
  generation: string;
  durationSec: number;
  wanted: readonly AddedCodec[];
  states: ReadonlyMap<AddedCodec, State>;
  /** Those in the published set. */
  published: ReadonlySet<AddedCodec>;
};

/** `undefined` while the ladder is not published, and for a video that is gone. */
export async function readCodecs(tx: Transaction, videoId: string): Promise<CodecsOfVideo | undefined> {
  const [row] = await tx
    .select({ video: videos, channelCodecs: channels.codecs })
    .from(videos)
    .innerJoin(channels, eq(channels.id, videos.channelId))
    .where(eq(videos.id, videoId));
  if (!row?.video.complete || row.video.generation === null || row.video.deletedAt !== null) return undefined;
  const { generation, durationSec, codecs, source } = row.video;
  const encodes = await tx.select().from(codecEncodes).where(eq(codecEncodes.videoId, videoId));
  const inSet = await tx
    .select({ codec: renditions.codec })
    .from(renditions)
    .where(and(eq(renditions.videoId, videoId), eq(renditions.generation, generation)));
  return {
    generation,
    durationSec: durationSec ?? 0,
    // Sound alone has only a drawn picture, of next to no bytes.
    wanted: source?.video ? (codecs ?? row.channelCodecs).filter(isAddedCodec) : [],
    states: new Map(encodes.map(({ codec, state }) => [codec, state])),
    published: new Set(inSet.map(({ codec }) => codec).filter(isAddedCodec)),
  };
}

/** Codecs whose rungs are to be in the next set. */
export async function codecsToPackage(tx: Transaction, videoId: string): Promise<AddedCodec[]> {
  const video = await readCodecs(tx, videoId);
  return video?.wanted.filter((codec) => video.states.get(codec) === 'made') ?? [];
}

/** Queues the encoding of a codec's rungs, behind everything else. False, and nothing queued, without an original. */
export async function queueCodec(
  tx: Transaction,
  videoId: string,
  video: Pick<CodecsOfVideo, 'generation' | 'durationSec'>,
  codec: AddedCodec,
  now: Date,
): Promise<boolean> {
  const [original] = await tx
    .select({ key: uploads.objectKey, sizeBytes: uploads.sizeBytes })
    .from(uploads)
    .where(and(eq(uploads.videoId, videoId), eq(uploads.state, 'completed'), isNull(uploads.originalRemovedAt)))
    .limit(1);
  if (!original) return false;
  const jobId = transcodeJobIds.addCodec(videoId, codec, newId());
  const payload: AddCodecJob = {
    kind: 'add-codec',
    video_id: videoId,
    codec,
    generation: video.generation,
    duration_sec: video.durationSec,
    original_key: original.key,
    original_size_bytes: original.sizeBytes,
  };
  const changed = { state: 'queued', jobId, failureMessage: null, updatedAt: now } as const;
  await tx
    .insert(codecEncodes)
    .values({ videoId, codec, ...changed, createdAt: now })
    .onConflictDoUpdate({ target: [codecEncodes.videoId, codecEncodes.codec], set: changed });
  await tx
    .insert(outbox)
    .values({ queue: transcodeChunksQueue, jobId, payload, priority: BACKGROUND_PRIORITY, createdAt: now });
  return true;
}

/** Writes down how the encoding of a codec ended. False when that was known. */
export async function noteCodecResult(
  tx: Transaction,
  result: Extract<TranscodeResult, { kind: 'codec_made' | 'codec_failed' }>,
  now: Date,
): Promise<boolean> {
  const outcome =
    result.kind === 'codec_made'
      ? { state: 'made' as const, failureMessage: null }
      : { state: 'failed' as const, failureMessage: result.message };
  const changed = await tx
    .update(codecEncodes)
    .set({ ...outcome, updatedAt: now })
    .where(
      and(
        eq(codecEncodes.videoId, result.video_id),
        eq(codecEncodes.codec, result.codec),
        eq(codecEncodes.state, 'queued'),
      ),
    )
    .returning({ codec: codecEncodes.codec });
  return changed.length > 0;
}

export type QueuedCodec = { videoId: string; codec: AddedCodec; jobId: string };
export type CodecStore = ReturnType<typeof createCodecStore>;

export function createCodecStore(db: Database) {
  return {
    async listQueued(): Promise<QueuedCodec[]> {
      return db
        .select({ videoId: codecEncodes.videoId, codec: codecEncodes.codec, jobId: codecEncodes.jobId })
        .from(codecEncodes)
        .where(eq(codecEncodes.state, 'queued'))
        .orderBy(asc(codecEncodes.videoId));
    },

    /** Queues one again whose job was lost, unless its state has changed meanwhile. */
    async requeue({ videoId, codec, jobId }: QueuedCodec, now: Date): Promise<void> {
      await db.transaction(async (tx) => {
        const [row] = await tx
          .select()
          .from(codecEncodes)
          .where(and(eq(codecEncodes.videoId, videoId), eq(codecEncodes.codec, codec)));
        const video = row?.state === 'queued' && row.jobId === jobId ? await readCodecs(tx, videoId) : undefined;
        if (video) await queueCodec(tx, videoId, video, codec, now);
      });
    },
  };
}
