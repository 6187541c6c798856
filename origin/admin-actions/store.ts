import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import type { ChangeKind } from '../../shared/contracts/changes.ts';
import { changes, erasures, users, videos } from '../../shared/schema/index.ts';
import type { NoteAudit } from '../audit/note-as.ts';
import { closeRooms, noteChange } from '../changes/store.ts';
import { addNotificationEvent } from '../notifications/events/store.ts';
import type { Transaction } from '../outbox/store.ts';

export type AdminStore = ReturnType<typeof createAdminStore>;
/** `unchanged`: it was so already. */
export type Outcome = 'changed' | 'unchanged' | 'missing';

export function createAdminStore(db: Database) {
  return {
    /** Also of a video that is down already: the reason may be another. */
    async takeDown(
      videoId: string,
      why: { reason: string | null; byLaw: boolean },
      now: Date,
      note: NoteAudit,
    ): Promise<Outcome> {
      return db.transaction(async (tx) => {
        const changed = await tx
          .update(videos)
          .set({ takenDownAt: now, takenDownReason: why.reason, takenDownByLaw: why.byLaw, updatedAt: now })
          .where(and(eq(videos.id, videoId), isNull(videos.deletedAt)))
          .returning({ id: videos.id });
        if (changed.length === 0) return 'missing';
        await noteChange(tx, 'video_revoked', videoId, now);
        await addNotificationEvent(tx, { event: 'video_taken_down', video_id: videoId }, now);
        const object = { kind: 'video' as const, id: videoId };
        await note(tx, { action: 'video.taken_down', object, detail: { by_law: why.byLaw } });
        return 'changed';
      });
    },

    async restore(videoId: string, now: Date, note: NoteAudit): Promise<Outcome> {
      return db.transaction(async (tx) => {
        const isThisVideo = and(eq(videos.id, videoId), isNull(videos.deletedAt));
        const changed = await tx
          .update(videos)
          .set({ takenDownAt: null, takenDownReason: null, takenDownByLaw: false, updatedAt: now })
          .where(and(isThisVideo, isNotNull(videos.takenDownAt)))
          .returning({ id: videos.id });
        if (changed.length > 0) {
          await noteChange(tx, 'video_changed', videoId, now);
          await note(tx, { action: 'video.restored', object: { kind: 'video', id: videoId } });
          return 'changed';
        }
        const [video] = await tx.select({ id: videos.id }).from(videos).where(isThisVideo);
        return video ? 'unchanged' : 'missing';
      });
    },

    /** The account and everything it has published, or nothing. */
    async setSuspended(username: string, isSuspended: boolean, now: Date, note: NoteAudit): Promise<Outcome> {
      return db.transaction(async (tx) => {
        const [user] = await tx
          .select({ id: users.id, suspendedAt: users.suspendedAt })
          .from(users)
          .where(eq(users.username, username));
        if (!user) return 'missing';
        // Who is about to be erased stays locked; what is decided here counts once that is cancelled.
        const waiting = await tx
          .update(erasures)
          .set({ isSuspended })
          .where(eq(erasures.userId, user.id))
          .returning({ userId: erasures.userId });
        if (waiting.length > 0 || (user.suspendedAt !== null) === isSuspended) return 'unchanged';
        await tx
          .update(users)
          .set({ suspendedAt: isSuspended ? now : null, updatedAt: now })
          .where(eq(users.id, user.id));
        await noteChange(tx, isSuspended ? 'user_revoked' : 'user_restored', user.id, now);
        await noteVideosOf(tx, user.id, isSuspended ? 'video_revoked' : 'video_changed', now);
        const action = isSuspended ? 'user.suspended' : 'user.restored';
        await note(tx, { action, object: { kind: 'user', id: user.id } });
        return 'changed';
      });
    },

    /** For good (a playback key), or for as long as anything lives that was signed in its name (a session). */
    async revoke(kind: 'playback_key' | 'session', id: string, now: Date, note: NoteAudit): Promise<void> {
      await db.transaction(async (tx) => {
        await noteChange(tx, kind === 'session' ? 'session_revoked' : 'key_revoked', id, now);
        await note(tx, { action: `${kind}.revoked`, object: { kind, id } });
      });
    },
  };
}

/** One entry for each video of `ownerId`, in one statement however many there are; rooms close as by `noteChange`. */
export async function noteVideosOf(tx: Transaction, ownerId: string, kind: ChangeKind, now: Date): Promise<void> {
  const entries = await tx.all<{ seq: number; subject: string }>(
    sql`insert into ${changes} (kind, subject, at)
        select ${kind}, ${videos.id}, ${now.getTime()} from ${videos} where ${videos.ownerId} = ${ownerId}
        returning seq, subject`,
  );
  if (kind === 'video_revoked') await closeRooms(tx, entries, now);
}
