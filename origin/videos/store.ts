import { and, asc, desc, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { inGroups } from '../../platform/in-groups.ts';
import { askOver, type Question, question } from '../../platform/questions.ts';
import type { MemberRole } from '../../shared/contracts/channels.ts';
import { transcodeJobIds } from '../../shared/contracts/transcode.ts';
import {
  captions,
  channels,
  codecEncodes,
  outbox,
  renditions,
  uploads,
  users,
  videos,
} from '../../shared/schema/index.ts';
import { isTighter } from '../changes/access-rules.ts';
import { noteChange } from '../changes/store.ts';
import { settleCodecs } from '../codecs/settle-codecs.ts';
import { notePublication } from '../subscriptions/fan-out/store.ts';
import { accessOf, type Meeting, type VideoAccess } from './access/store.ts';

type Upload = typeof uploads.$inferSelect;
export type VideoRow = typeof videos.$inferSelect;
export type ChannelRow = typeof channels.$inferSelect;
export type VideoWithChannel = { video: VideoRow; channel: ChannelRow };
/** And what beside the row decides whether somebody may see it. */
export type VideoForViewer = VideoWithChannel & {
  ownerSuspended: boolean;
  isShared: boolean;
  memberRole: MemberRole | null;
};
export type RenditionRow = typeof renditions.$inferSelect;
export type VideoChanges = Partial<typeof videos.$inferInsert>;
/** The last video of the page before. */
export type Position = { createdAt: Date; videoId: string };

export type VideoStore = ReturnType<typeof createVideoStore>;

export function createVideoStore(db: Database) {
  // Most requests ask this: those that come together share a round trip.
  const findFor = inGroups((asked: Meeting[]) => findAllFor(db, asked), { maxItems: 200 });
  const accessFor = inGroups(async (asked: Meeting[]) => (await askOver(db)(accessOf(db, asked)))[0], {
    maxItems: 200,
  });

  return {
    /** The video as `userId` (null: an anonymous viewer) meets it; the same one read for every video and viewer. */
    async findFor(videoId: string, userId: string | null): Promise<VideoForViewer | undefined> {
      return (await findFor({ videoId, userId })) ?? undefined;
    },

    /** As `findFor`, of the video only what decides. */
    async accessFor(videoId: string, userId: string | null): Promise<VideoAccess | null> {
      return accessFor({ videoId, userId });
    },

    /** `accessFor`, to be asked with other things. */
    askAccess(meeting: Meeting): Question<VideoAccess | null> {
      const { statements, answerOf } = accessOf(db, [meeting]);
      return { statements, answerOf: (results) => answerOf(results)[0] ?? null };
    },

    /** Those of `videoIds` that exist, in no order. */
    async listFor(videoIds: readonly string[], userId: string | null): Promise<VideoForViewer[]> {
      if (videoIds.length === 0) return [];
      const asked = [...new Set(videoIds)].map((videoId) => ({ videoId, userId }));
      return (await findAllFor(db, asked)).filter((video) => video !== null);
    },

    async renditionsOf(videoId: string, generation: string): Promise<RenditionRow[]> {
      return db
        .select()
        .from(renditions)
        .where(and(eq(renditions.videoId, videoId), eq(renditions.generation, generation)))
        .orderBy(asc(renditions.height), asc(renditions.name));
    },

    /** With other codecs, what is missing of them is queued in the same transaction; so is the word to the edge. */
    async update(videoId: string, changes: VideoChanges, now: Date): Promise<void> {
      await db.transaction(async (tx) => {
        const [before] = await tx.select().from(videos).where(eq(videos.id, videoId));
        const [after] = await tx
          .update(videos)
          .set({ ...changes, updatedAt: now })
          .where(eq(videos.id, videoId))
          .returning();
        if (!before || !after) return;
        await noteChange(tx, isTighter(before, after, now) ? 'video_revoked' : 'video_changed', videoId, now);
        await notePublication(tx, videoId, now);
        if (changes.codecs !== undefined) await settleCodecs(tx, videoId, now, { retry: true });
      });
    },

    /**
     * The row stays as a tombstone, for what refers to it; nothing the creator said stays in it, and to everyone who
     * reads it without looking for `deletedAt` it is a private video that does not play. Gives the quota back.
     */
    async delete(videoId: string, now: Date): Promise<void> {
      const said = { title: '', description: '', tags: [], category: null, language: null };
      const media = { playable: false, complete: false, generation: null, thumbnailGeneration: null };
      await db.transaction(async (tx) => {
        const deleted = await tx
          .update(videos)
          .set({ ...said, ...media, visibility: 'private', status: 'failed', deletedAt: now, updatedAt: now })
          .where(and(eq(videos.id, videoId), isNull(videos.deletedAt)))
          .returning({ id: videos.id });
        if (deleted.length === 0) return;
        await tx.delete(renditions).where(eq(renditions.videoId, videoId));
        await tx.delete(captions).where(eq(captions.videoId, videoId));
        await tx.delete(codecEncodes).where(eq(codecEncodes.videoId, videoId));
        const endUploads = (from: Upload['state'][], state: Upload['state']) =>
          tx
            .update(uploads)
            .set({ state, updatedAt: now })
            .where(and(eq(uploads.videoId, videoId), inArray(uploads.state, from)));
        await endUploads(['completed'], 'deleted');
        await endUploads(['open', 'completing'], 'aborted');
        const isItsJob = eq(outbox.jobId, transcodeJobIds.prepare(videoId));
        await tx.delete(outbox).where(and(isNull(outbox.relayedAt), isItsJob));
        await noteChange(tx, 'video_revoked', videoId, now);
      });
    },

    /** Published public videos, newest first, that come after `after`. */
    async listNewest(page: {
      limit: number;
      after: Position | null;
      now: Date;
      channelId?: string | undefined;
    }): Promise<VideoWithChannel[]> {
      const { after, now } = page;
      return db
        .select({ video: videos, channel: channels })
        .from(videos)
        .innerJoin(channels, eq(channels.id, videos.channelId))
        .innerJoin(users, eq(users.id, videos.ownerId))
        .where(
          and(
            page.channelId === undefined ? undefined : eq(videos.channelId, page.channelId),
            isNull(videos.takenDownAt),
            isNull(videos.deletedAt),
            isNull(users.suspendedAt),
            // Literals and a row value, so that SQLite can use the partial index `videos_newest_public`.
            sql`${videos.visibility} = 'public' and ${videos.playable} = 1`,
            or(isNull(videos.publishAt), lte(videos.publishAt, now)),
            after === null
              ? undefined
              : sql`(${videos.createdAt}, ${videos.id}) < (${after.createdAt.getTime()}, ${after.videoId})`,
          ),
        )
        .orderBy(desc(videos.createdAt), desc(videos.id))
        .limit(page.limit);
    },
  };
}

async function findAllFor(db: Database, asked: readonly Meeting[]): Promise<(VideoForViewer | null)[]> {
  const [found, access] = await askOver(db)(wholeVideos(db, asked), accessOf(db, asked));
  return access.map((met) => {
    const whole = met && found.get(met.video.id);
    return whole ? { ...met, ...whole } : null;
  });
}

function wholeVideos(db: Database, asked: readonly Meeting[]): Question<Map<string, VideoWithChannel>> {
  const query = db
    .select({ video: videos, channel: channels })
    .from(videos)
    .innerJoin(channels, eq(channels.id, videos.channelId))
    .where(inArray(videos.id, [...new Set(asked.map(({ videoId }) => videoId))]));
  return question([query], ([rows]) => new Map(rows.map((row) => [row.video.id, row])));
}
