import { and, asc, count, eq, ne } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { mailedByDefault } from '../../../shared/contracts/notification-words.ts';
import { channels, notificationMutedChannels, notificationSettings, users } from '../../../shared/schema/index.ts';

export type NotificationSettingStore = ReturnType<typeof createNotificationSettingStore>;

export type Choice = Omit<typeof notificationSettings.$inferSelect, 'userId'>;

export const MAX_MUTED_CHANNELS = 500;

const unchosen: Choice = { mutedKinds: [], mailedKinds: [...mailedByDefault], mailLanguage: null };

export function createNotificationSettingStore(db: Database) {
  const isTheirs = (userId: string) => eq(notificationMutedChannels.userId, userId);

  return {
    async choiceOf(userId: string): Promise<Choice> {
      const { mutedKinds, mailedKinds, mailLanguage } = notificationSettings;
      const [row] = await db
        .select({ mutedKinds, mailedKinds, mailLanguage })
        .from(notificationSettings)
        .where(eq(notificationSettings.userId, userId));
      return row ?? unchosen;
    },

    /** What is left out of `choice` stays as it is. Of an account that is gone nothing is kept. */
    async choose(userId: string, choice: Partial<Choice>): Promise<void> {
      if (Object.keys(choice).length === 0) return;
      const [user] = await db.select({ id: users.id }).from(users).where(eq(users.id, userId));
      if (!user) return;
      await db
        .insert(notificationSettings)
        .values({ userId, ...choice })
        .onConflictDoUpdate({ target: notificationSettings.userId, set: choice });
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
