import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import {
  captions,
  channels,
  codecEncodes,
  renditions,
  uploads,
  videoStorage,
  videos,
} from '../../shared/schema/index.ts';

export type StorageCareStore = ReturnType<typeof createStorageCareStore>;

/** Everything the record says about what a video has in the object store. */
export type RecordedVideo = {
  id: string;
  status: (typeof videos.$inferSelect)['status'];
  /** Generations that somebody may be playing or a row names. */
  generation: string | null;
  otherGenerations: readonly string[];
  deletedAt: Date | null;
  purgedAt: Date | null;
  updatedAt: Date;
  uploads: readonly RecordedUpload[];
  /** Languages whose captions are there. */
  captionLanguages: readonly string[];
};
export type RecordedUpload = Pick<
  typeof uploads.$inferSelect,
  'id' | 'objectKey' | 'storeUploadId' | 'state' | 'originalRemovedAt'
>;
export type Original = { uploadId: string; videoId: string; objectKey: string };

const channelColumns = {
  id: channels.id,
  avatarVersion: channels.avatarVersion,
  bannerVersion: channels.bannerVersion,
};
export type RecordedChannel = Pick<typeof channels.$inferSelect, keyof typeof channelColumns>;

export function createStorageCareStore(db: Database) {
  return {
    /** Deleted videos whose objects may still be there, those deleted first before the others. */
    async listToPurge(limit: number): Promise<string[]> {
      const rows = await db
        .select({ id: videos.id })
        .from(videos)
        // Literals, so that SQLite can use the partial index `videos_to_purge`.
        .where(sql`${videos.deletedAt} is not null and ${videos.purgedAt} is null`)
        .orderBy(asc(videos.deletedAt))
        .limit(limit);
      return rows.map((row) => row.id);
    },

    async markPurged(videoId: string, now: Date): Promise<void> {
      await db.batch([
        db.update(videos).set({ purgedAt: now }).where(eq(videos.id, videoId)),
        db.delete(videoStorage).where(eq(videoStorage.videoId, videoId)),
      ]);
    },

    /** Originals uploaded before `time` whose videos are wholly made and need them for nothing that is queued. */
    async listUnneededOriginals(time: Date, limit: number): Promise<Original[]> {
      return db
        .select({ uploadId: uploads.id, videoId: uploads.videoId, objectKey: uploads.objectKey })
        .from(uploads)
        .innerJoin(videos, eq(videos.id, uploads.videoId))
        .where(
          and(
            eq(uploads.state, 'completed'),
            isNull(uploads.originalRemovedAt),
            lt(uploads.updatedAt, time),
            isUnneeded(uploads.videoId),
          ),
        )
        .orderBy(asc(uploads.updatedAt))
        .limit(limit);
    },

    /** False when the video needs its original again. */
    async giveUpOriginal({ uploadId, videoId }: Original, now: Date): Promise<boolean> {
      const given = await db
        .update(uploads)
        .set({ originalRemovedAt: now })
        .where(
          and(
            eq(uploads.id, uploadId),
            isNull(uploads.originalRemovedAt),
            sql`exists (select 1 from ${videos} where ${videos.id} = ${videoId} and ${isUnneeded(videoId)})`,
          ),
        )
        .returning({ id: uploads.id });
      return given.length > 0;
    },

    /** Those of `ids` that there are. */
    async loadVideos(ids: readonly string[]): Promise<Map<string, RecordedVideo>> {
      const [videoRows, uploadRows, captionRows, renditionRows] = await db.batch([
        db
          .select()
          .from(videos)
          .where(inArray(videos.id, [...ids])),
        db
          .select()
          .from(uploads)
          .where(inArray(uploads.videoId, [...ids])),
        db
          .select()
          .from(captions)
          .where(inArray(captions.videoId, [...ids])),
        db
          .selectDistinct({ videoId: renditions.videoId, generation: renditions.generation })
          .from(renditions)
          .where(inArray(renditions.videoId, [...ids])),
      ]);
      const of = <T extends { videoId: string }>(rows: readonly T[], id: string) =>
        rows.filter((row) => row.videoId === id);
      return new Map(
        videoRows.map(({ id, status, generation, thumbnailGeneration, deletedAt, purgedAt, updatedAt }) => [
          id,
          {
            ...{ id, status, generation, deletedAt, purgedAt, updatedAt },
            otherGenerations: [
              ...(thumbnailGeneration === null ? [] : [thumbnailGeneration]),
              ...of(renditionRows, id).map((row) => row.generation),
            ],
            uploads: of(uploadRows, id),
            captionLanguages: of(captionRows, id).flatMap((row) => (row.sha256 === null ? [] : [row.language])),
          },
        ]),
      );
    },

    async loadChannels(ids: readonly string[]): Promise<RecordedChannel[]> {
      return db
        .select(channelColumns)
        .from(channels)
        .where(inArray(channels.id, [...ids]));
    },

    /** In the order of their ids. */
    async listChannelsWithPictures(after: string, limit: number): Promise<RecordedChannel[]> {
      const hasPicture = or(isNotNull(channels.avatarVersion), isNotNull(channels.bannerVersion));
      return db
        .select(channelColumns)
        .from(channels)
        .where(and(gt(channels.id, after), hasPicture))
        .orderBy(asc(channels.id))
        .limit(limit);
    },

    /** As it was measured last; `undefined` before the first time. */
    async sizeOf(videoId: string): Promise<typeof videoStorage.$inferSelect | undefined> {
      return (await db.select().from(videoStorage).where(eq(videoStorage.videoId, videoId)).limit(1))[0];
    },

    /** Ids in their order, for walking over all videos page by page. */
    async listVideoIds(after: string, limit: number): Promise<string[]> {
      const rows = await db
        .select({ id: videos.id })
        .from(videos)
        .where(gt(videos.id, after))
        .orderBy(asc(videos.id))
        .limit(limit);
      return rows.map((row) => row.id);
    },

    /** Of videos that are there; the other figure of each stays as it is. */
    async noteSizes(
      figure: 'originalBytes' | 'mediaBytes',
      sizes: readonly { videoId: string; sizeBytes: number }[],
      now: Date,
    ): Promise<void> {
      if (sizes.length === 0) return;
      const rows = sizes.map(({ videoId, sizeBytes }) => {
        const measured = { originalBytes: 0, mediaBytes: 0, [figure]: sizeBytes };
        return { videoId, ...measured, measuredAt: now };
      });
      const newer = sql.raw(`excluded.${videoStorage[figure].name}`);
      await db
        .insert(videoStorage)
        .values(rows)
        .onConflictDoUpdate({ target: videoStorage.videoId, set: { [figure]: newer, measuredAt: now } });
    },
  };
}

/** What may be encoded yet needs the original: a video that is not whole, and a codec in the queue. */
function isUnneeded(videoId: string | typeof uploads.videoId) {
  return sql`${videos.status} = 'ready' and ${videos.complete} = 1 and not exists (
    select 1 from ${codecEncodes} where ${codecEncodes.videoId} = ${videoId} and ${codecEncodes.state} = 'queued')`;
}
