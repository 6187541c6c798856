import { and, asc, desc, eq, isNull, lt, lte } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { newId } from '../../shared/ids.ts';
import { DEFAULT_LOCALE, isLocale, type Locale } from '../../shared/messages/locales.ts';
import { mails, notificationSettings, users } from '../../shared/schema/index.ts';
import type { MailContent } from './mail-layout.ts';

export type MailRow = typeof mails.$inferSelect;
export type NewMail = typeof mails.$inferInsert;

export type MailStore = ReturnType<typeof createMailStore>;

/** A row to insert in the transaction that the mail tells of. Without a mail server it stays where it is. */
export function newMail(to: string, content: MailContent, now: Date, isDelivered: boolean): NewMail {
  return { id: newId(), to, ...content, createdAt: now, dueAt: isDelivered ? now : null };
}

export function createMailStore(db: Database) {
  return {
    async listDue(now: Date, limit: number): Promise<MailRow[]> {
      return db.select().from(mails).where(lte(mails.dueAt, now)).orderBy(asc(mails.dueAt)).limit(limit);
    },

    /** It has arrived where it should: what it said is nobody's business here any more. */
    async markSent(id: string, now: Date): Promise<void> {
      await db.update(mails).set({ sentAt: now, dueAt: null, text: '', html: '' }).where(eq(mails.id, id));
    },

    /** Tries again at `dueAt`; with `null` it is given up. */
    async markFailed(id: string, failure: { attempts: number; error: string; dueAt: Date | null }): Promise<void> {
      await db
        .update(mails)
        .set({
          attempts: failure.attempts,
          lastError: failure.error,
          dueAt: failure.dueAt,
          ...(failure.dueAt === null ? { text: '', html: '' } : {}),
        })
        .where(eq(mails.id, id));
    },

    async listNewest(limit: number): Promise<MailRow[]> {
      return db.select().from(mails).orderBy(desc(mails.createdAt)).limit(limit);
    },

    async find(id: string): Promise<MailRow | undefined> {
      return (await db.select().from(mails).where(eq(mails.id, id)).limit(1))[0];
    },

    /** What an account is written to in: English until another is known, and for an address that has no account. */
    async languageOf(of: { id?: string; email: string }): Promise<Locale> {
      const isThem = of.id === undefined ? eq(users.email, of.email) : eq(users.id, of.id);
      const [known] = await db
        .select({ locale: notificationSettings.mailLanguage })
        .from(users)
        .innerJoin(notificationSettings, eq(notificationSettings.userId, users.id))
        .where(isThem);
      return isLocale(known?.locale) ? known.locale : DEFAULT_LOCALE;
    },

    async deleteBefore(time: Date): Promise<void> {
      await db.delete(mails).where(and(lt(mails.createdAt, time), isNull(mails.dueAt)));
    },
  };
}
