import { and, asc, eq } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { MemberRole } from '../../../shared/contracts/channels.ts';
import { channelMembers, users } from '../../../shared/schema/index.ts';
import type { NoteAudit } from '../../audit/note-as.ts';
import { noteChannelAccess } from '../access/store.ts';

export type Member = { userId: string; username: string; role: MemberRole; createdAt: Date };

export type MemberStore = ReturnType<typeof createMemberStore>;

export function createMemberStore(db: Database) {
  return {
    /** Longest serving first. */
    async listOf(channelId: string): Promise<Member[]> {
      return db
        .select({
          userId: users.id,
          username: users.username,
          role: channelMembers.role,
          createdAt: channelMembers.createdAt,
        })
        .from(channelMembers)
        .innerJoin(users, eq(users.id, channelMembers.userId))
        .where(eq(channelMembers.channelId, channelId))
        .orderBy(asc(channelMembers.createdAt), asc(users.username));
    },

    async findUser(by: { username: string } | { id: string }): Promise<{ id: string; username: string } | undefined> {
      const [user] = await db
        .select({ id: users.id, username: users.username })
        .from(users)
        .where('id' in by ? eq(users.id, by.id) : eq(users.username, by.username))
        .limit(1);
      return user;
    },

    async put(channelId: string, userId: string, role: MemberRole, now: Date, note: NoteAudit): Promise<void> {
      await db.transaction(async (tx) => {
        await tx
          .insert(channelMembers)
          .values({ channelId, userId, role, createdAt: now })
          .onConflictDoUpdate({ target: [channelMembers.channelId, channelMembers.userId], set: { role } });
        await note(tx, { action: 'channel.member_set', object: { kind: 'channel', id: channelId }, detail: { role } });
      });
    },

    /** The edge is told: who is gone may not watch the private videos any more. */
    async remove(channelId: string, userId: string, now: Date, note: NoteAudit): Promise<void> {
      await db.transaction(async (tx) => {
        await tx
          .delete(channelMembers)
          .where(and(eq(channelMembers.channelId, channelId), eq(channelMembers.userId, userId)));
        await noteChannelAccess(tx, channelId, now);
        await note(tx, { action: 'channel.member_removed', object: { kind: 'channel', id: channelId } });
      });
    },
  };
}
