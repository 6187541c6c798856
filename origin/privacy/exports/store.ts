import { and, asc, count, desc, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import {
  auditLog,
  auditPeople,
  captions,
  channels,
  dataExports,
  mails,
  uploads,
  users,
  videos,
} from '../../../shared/schema/index.ts';
import { violatedUnique } from '../../adapters/constraint-violation.ts';
import type { NoteAudit } from '../../audit/note-as.ts';
import type { NewMail } from '../../mail/store.ts';

export type ExportRow = typeof dataExports.$inferSelect;
export type ExportStore = ReturnType<typeof createExportStore>;

const active = ['queued', 'running'] as const;
const pageSize = 200;

export function createExportStore(db: Database) {
  const isActive = (exportId: string) => and(eq(dataExports.id, exportId), inArray(dataExports.state, [...active]));
  return {
    async findUser(by: { id: string } | { username: string }) {
      const isThem = 'id' in by ? eq(users.id, by.id) : eq(users.username, by.username);
      return (await db.select({ id: users.id, email: users.email }).from(users).where(isThem))[0];
    },

    /** `active`: one is being made; `often`: there were `limit` since `since`. */
    async add(
      row: { id: string; userId: string; createdAt: Date },
      rule: { since: Date; limit: number },
      note: NoteAudit,
    ): Promise<'added' | 'active' | 'often'> {
      try {
        return await db.transaction(async (tx) => {
          const isRecent = and(eq(dataExports.userId, row.userId), gt(dataExports.createdAt, rule.since));
          const [made] = await tx.select({ n: count() }).from(dataExports).where(isRecent);
          if ((made?.n ?? 0) >= rule.limit) return 'often';
          await tx.insert(dataExports).values({ ...row, state: 'queued', activeFor: row.userId });
          await note(tx, { action: 'user.export_asked', object: { kind: 'user', id: row.userId } });
          return 'added';
        });
      } catch (error) {
        if (violatedUnique(error) === 'data_exports.active_for') return 'active';
        throw error;
      }
    },

    /** Newest first. */
    async listOf(userId: string): Promise<ExportRow[]> {
      const isTheirs = eq(dataExports.userId, userId);
      return db.select().from(dataExports).where(isTheirs).orderBy(desc(dataExports.createdAt)).limit(50);
    },

    async find(exportId: string): Promise<ExportRow | undefined> {
      return (await db.select().from(dataExports).where(eq(dataExports.id, exportId)))[0];
    },

    /** What waits to be made, or was begun by a process that died; oldest first. */
    async nextActive(): Promise<ExportRow | undefined> {
      const isOne = inArray(dataExports.state, [...active]);
      return (await db.select().from(dataExports).where(isOne).orderBy(asc(dataExports.createdAt)).limit(1))[0];
    },

    /** Counts an attempt. False when it was cancelled meanwhile. */
    async begin(exportId: string): Promise<boolean> {
      const begun = await db
        .update(dataExports)
        .set({ state: 'running', progressPercent: 0, attempts: sql`${dataExports.attempts} + 1` })
        .where(isActive(exportId))
        .returning({ id: dataExports.id });
      return begun.length > 0;
    },

    /** False when it was cancelled meanwhile. */
    async setProgress(exportId: string, progressPercent: number): Promise<boolean> {
      const going = await db
        .update(dataExports)
        .set({ progressPercent })
        .where(isActive(exportId))
        .returning({ id: dataExports.id });
      return going.length > 0;
    },

    /** False when it was cancelled meanwhile: the archive is then not wanted. */
    async finish(
      exportId: string,
      archive: { sizeBytes: number; expiresAt: Date },
      mail: NewMail,
      note: NoteAudit,
    ): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [made] = await tx
          .update(dataExports)
          .set({ ...archive, state: 'ready', activeFor: null, progressPercent: 100 })
          .where(isActive(exportId))
          .returning({ userId: dataExports.userId });
        if (!made) return false;
        await tx.insert(mails).values(mail);
        await note(tx, { action: 'user.export_made', object: { kind: 'user', id: made.userId } });
        return true;
      });
    },

    async fail(exportId: string): Promise<void> {
      await db.update(dataExports).set({ state: 'failed', activeFor: null }).where(isActive(exportId));
    },

    /** Of one that is being made, or that is there. False when it is neither. */
    async cancel(exportId: string, userId: string, note: NoteAudit): Promise<boolean> {
      return db.transaction(async (tx) => {
        const isThere = or(inArray(dataExports.state, [...active]), eq(dataExports.state, 'ready'));
        const ended = await tx
          .update(dataExports)
          .set({ state: 'cancelled', activeFor: null })
          .where(and(eq(dataExports.id, exportId), eq(dataExports.userId, userId), isThere))
          .returning({ id: dataExports.id });
        if (ended.length > 0) await note(tx, { action: 'user.export_cancelled', object: { kind: 'user', id: userId } });
        return ended.length > 0;
      });
    },

    /** Archives whose time is over. */
    async listExpired(now: Date): Promise<ExportRow[]> {
      const isOver = and(eq(dataExports.state, 'ready'), lt(dataExports.expiresAt, now));
      return db.select().from(dataExports).where(isOver).limit(pageSize);
    },

    async markExpired(exportId: string): Promise<void> {
      await db.update(dataExports).set({ state: 'expired' }).where(eq(dataExports.id, exportId));
    },

    /** Videos that are there, with their originals where those are kept. */
    async listFiles(userId: string, after: string) {
      return db
        .select({
          videoId: videos.id,
          title: videos.title,
          ...{ originalKey: uploads.objectKey, filename: uploads.filename, sizeBytes: uploads.sizeBytes },
        })
        .from(videos)
        .leftJoin(
          uploads,
          and(eq(uploads.videoId, videos.id), eq(uploads.state, 'completed'), isNull(uploads.originalRemovedAt)),
        )
        .where(and(eq(videos.ownerId, userId), isNull(videos.deletedAt), gt(videos.id, after)))
        .orderBy(asc(videos.id))
        .limit(pageSize);
    },

    async listCaptions(videoId: string): Promise<string[]> {
      const rows = await db.select().from(captions).where(eq(captions.videoId, videoId));
      return rows.flatMap(({ language, sha256 }) => (sha256 === null ? [] : [language]));
    },

    async listChannels(userId: string): Promise<{ id: string; handle: string }[]> {
      const isTheirs = eq(channels.ownerId, userId);
      return db.select({ id: channels.id, handle: channels.handle }).from(channels).where(isTheirs);
    },

    /** What they did and what was done to their account, without who did it. */
    async listAudit(userId: string, after: number) {
      const pseudonym = sql`(select ${auditPeople.pseudonym} from ${auditPeople} where ${auditPeople.userId} = ${userId})`;
      return db
        .select({ seq: auditLog.seq, at: auditLog.at, action: auditLog.action, detail: auditLog.detail })
        .from(auditLog)
        .where(
          and(gt(auditLog.seq, after), sql`(${auditLog.actor} = ${pseudonym} or ${auditLog.objectId} = ${pseudonym})`),
        )
        .orderBy(asc(auditLog.seq))
        .limit(pageSize);
    },
  };
}
