import { and, asc, count, eq, ne } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { MutableKind } from '../../../shared/contracts/notification-words.ts';
import { channels, notificationMutedChannels, notificationSettings } from '../../../shared/schema/index.ts';

export type NotificationSettingStore = ReturnType<typeof createNotificationSettingStore>;

export const MAX_MUTED_CHANNELS = 500;

export function createNotificationSettingStore(db: Database) {
  const isTheirs = (userId: string) => eq(notificationMutedChannels.userId, userId);

  return {
    async mutedKinds(userId: string): Promise<MutableKind[]> {
      const [row] = await db.select().from(notificationSettings).where(eq(notificationSettings.userId, userId));
      return row?.mutedKinds ?? [];
    },

    async setMutedKinds(userId: string, mutedKinds: MutableKind[]): Promise<void> {
      await db
        .insert(notificationSettings)
        .values({ userId, mutedKinds })
        .onConflictDoUpdate({ target: notificationSettings.userId, set: { mutedKinds } });
    },

    async mutedChannels(userId: string): Promise<{ id: string; handle: string; name: string }[]> {
      return db
        .select({ id: channels.id, handle: channels.handle, name: channels.name })
        .from(notificationMutedChannels)
        .innerJoin(channels, eq(channels.id, notificationMutedChannels.channelId))
        .where(isTheirs(userId))
        .orderBy(asc(notificationMutedChannels.channelId))
        .limit(MAX_MUTED_CHANNELS);
    },

    /** False when they mute as many others as anyone may. */
    async mute(userId: string, channelId: string, now: Date): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [others] = await tx
          .select({ muted: count() })
          .from(notificationMutedChannels)
          .where(and(isTheirs(userId), ne(notificationMutedChannels.channelId, channelId)));
        if ((others?.muted ?? 0) >= MAX_MUTED_CHANNELS) return false;
        const row = { userId, channelId, createdAt: now };
        await tx.insert(notificationMutedChannels).values(row).onConflictDoNothing();
        return true;
      });
    },

    async unmute(userId: string, channelId: string): Promise<void> {
      const isThis = eq(notificationMutedChannels.channelId, channelId);
      await db.delete(notificationMutedChannels).where(and(isTheirs(userId), isThis));
    },
  };
}
