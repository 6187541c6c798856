import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import type { TranscodeResult } from '../../shared/contracts/transcode.ts';
import { renditions, uploads, videos } from '../../shared/schema/index.ts';
import { noteCaptions } from '../captions/store.ts';
import { noteChange } from '../changes/store.ts';
import { settleCodecs } from '../codecs/settle-codecs.ts';
import { noteCodecResult } from '../codecs/store.ts';
import { addNotificationEvent } from '../notifications/events/store.ts';
import type { Original } from '../outbox/store.ts';
import { notePublication } from '../subscriptions/fan-out/store.ts';
import { acceptsResult } from './accepts-result.ts';

export type TranscodeResultStore = ReturnType<typeof createTranscodeResultStore>;

export function createTranscodeResultStore(db: Database) {
  return {
    /** Looks, decides and writes in one transaction. False when the result changed nothing. */
    async applyResult(result: TranscodeResult, now: Date): Promise<boolean> {
      return db.transaction(async (tx) => {
        if (result.kind === 'codec_made' || result.kind === 'codec_failed') {
          const isNews = await noteCodecResult(tx, result, now);
          if (isNews) await settleCodecs(tx, result.video_id, now);
          return isNews;
        }
        const isThisVideo = eq(videos.id, result.video_id);
        const [video] = await tx
          .select({ status: videos.status, generation: videos.generation, complete: videos.complete })
          .from(videos)
          .where(and(isThisVideo, isNull(videos.deletedAt)));
        if (!video || !acceptsResult(video, result)) return false;
        if (result.kind === 'failed') {
          const failure = { failureCode: result.code, failureMessage: result.message };
          // Damage found after the first rung was out takes it back; our own failure leaves viewers what plays.
          const takenBack = result.code === 'processing_failed' ? {} : { playable: false };
          await tx
            .update(videos)
            .set({ status: 'failed', ...failure, ...takenBack, updatedAt: now })
            .where(isThisVideo);
          await noteChange(tx, 'playable' in takenBack ? 'video_revoked' : 'video_changed', result.video_id, now);
          await addNotificationEvent(tx, { event: 'upload_ended', video_id: result.video_id, failed: true }, now);
          return true;
        }
        const { generation, video_id: videoId } = result;
        await tx.delete(renditions).where(eq(renditions.videoId, videoId));
        if (result.renditions.length > 0)
          await tx.insert(renditions).values(
            result.renditions.map(({ name, codec, width, height, frame_rate, bitrate_bps }) => ({
              ...{ videoId, generation, name, codec, width, height },
              frameRate: frame_rate,
              bitrateBps: bitrate_bps,
            })),
          );
        const isReady = result.kind === 'ready';
        await tx
          .update(videos)
          .set({
            generation,
            playable: true,
            complete: isReady,
            durationSec: result.duration_sec,
            width: result.width,
            height: result.height,
            source: result.source,
            ...(isReady ? { status: 'ready', failureCode: null, failureMessage: null } : {}),
            updatedAt: now,
          })
          .where(isThisVideo);
        await noteChange(tx, 'video_changed', videoId, now);
        await notePublication(tx, videoId, now);
        if (result.kind === 'ready') {
          if (!video.complete)
            await addNotificationEvent(tx, { event: 'upload_ended', video_id: videoId, failed: false }, now);
          await noteCaptions(tx, result, !video.complete, now);
          await settleCodecs(tx, videoId, now);
        }
        return true;
      });
    },

    /** Videos that wait for the transcoder, with the file to transcode. */
    async listProcessing(): Promise<Original[]> {
      return db
        .select({ videoId: videos.id, originalKey: uploads.objectKey, sizeBytes: uploads.sizeBytes })
        .from(videos)
        .innerJoin(uploads, and(eq(uploads.videoId, videos.id), eq(uploads.state, 'completed')))
        .where(eq(videos.status, 'processing'));
    },

    async isProcessing(videoId: string): Promise<boolean> {
      const [video] = await db.select({ status: videos.status }).from(videos).where(eq(videos.id, videoId));
      return video?.status === 'processing';
    },
  };
}
