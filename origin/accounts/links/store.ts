import { and, count, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { AppError } from '../../../shared/errors.ts';
import { accountTokens, mails, users } from '../../../shared/schema/index.ts';
import { violatedUnique } from '../../adapters/constraint-violation.ts';
import type { NoteAudit } from '../../audit/note-as.ts';
import type { NewMail } from '../../mail/store.ts';

export type LinkRow = typeof accountTokens.$inferSelect;
export type LinkLimit = { since: Date; links: number };

export type LinkStore = ReturnType<typeof createLinkStore>;

export function createLinkStore(db: Database) {
  return {
    /** Stores a link and the mail with it. False when the user got `limit.links` of its kind since `limit.since`. */
    async send(link: LinkRow & { userId: string }, mail: NewMail, limit: LinkLimit): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [sent] = await tx
          .select({ links: count() })
          .from(accountTokens)
          .where(
            and(
              eq(accountTokens.userId, link.userId),
              eq(accountTokens.purpose, link.purpose),
              gt(accountTokens.createdAt, limit.since),
            ),
          );
        if ((sent?.links ?? 0) >= limit.links) return false;
        await tx.insert(accountTokens).values(link);
        await tx.insert(mails).values(mail);
        return true;
      });
    },

    /**
     * The same for whoever has the address `email`, if anybody has. The statements are the same for a known and an
     * unknown address, so that the time they take tells next to nothing.
     */
    async sendToOwnerOf(email: string, link: Omit<LinkRow, 'userId'>, mail: NewMail, limit: LinkLimit): Promise<void> {
      const { since, links } = limit;
      await db.batch([
        db.run(sql`insert into account_tokens (token_hash, purpose, user_id, email, created_at, expires_at)
          select ${link.tokenHash}, ${link.purpose}, u.id, u.email, ${link.createdAt.getTime()}, ${link.expiresAt.getTime()}
          from users u where u.email = ${email} and ${links} > (select count(*) from account_tokens t
            where t.user_id = u.id and t.purpose = ${link.purpose} and t.created_at > ${since.getTime()})`),
        db.run(sql`insert into mails (id, to_address, subject, text, html, created_at, due_at)
          select ${mail.id}, email, ${mail.subject}, ${mail.text}, ${mail.html}, created_at, ${mail.dueAt?.getTime() ?? null}
          from account_tokens where token_hash = ${link.tokenHash}`),
      ]);
    },

    /** An address that a user wants, and the note about it to the one they have. Nothing is sent to one that is taken. */
    async sendChange(
      link: LinkRow & { userId: string; email: string },
      mail: NewMail,
      note: NewMail,
      audit: NoteAudit,
    ): Promise<void> {
      await db.transaction(async (tx) => {
        const [taken] = await tx.select({ id: users.id }).from(users).where(eq(users.email, link.email));
        await tx
          .delete(accountTokens)
          .where(and(eq(accountTokens.userId, link.userId), eq(accountTokens.purpose, 'change_email')));
        if (!taken) {
          await tx.insert(accountTokens).values(link);
          await tx.insert(mails).values(mail);
        }
        await tx.insert(mails).values(note);
        await audit(tx, { action: 'user.email_change_asked', object: { kind: 'user', id: link.userId } });
      });
    },

    /** A link that still works; using it is another step. */
    async find(tokenHash: string, purposes: LinkRow['purpose'][], now: Date): Promise<LinkRow | undefined> {
      const [link] = await db
        .select()
        .from(accountTokens)
        .where(
          and(
            eq(accountTokens.tokenHash, tokenHash),
            inArray(accountTokens.purpose, purposes),
            gt(accountTokens.expiresAt, now),
          ),
        );
      return link;
    },

    /**
     * Uses a link up: the address it was sent to is the user's, and confirmed. False when the link does not work, or the
     * user has another address meanwhile. Throws `email_taken` for a new address that somebody else was faster with.
     */
    async confirmEmail(tokenHash: string, now: Date, auditFor: (userId: string) => NoteAudit): Promise<boolean> {
      try {
        return await db.transaction(async (tx) => {
          const [link] = await tx
            .delete(accountTokens)
            .where(
              and(
                eq(accountTokens.tokenHash, tokenHash),
                inArray(accountTokens.purpose, ['verify_email', 'change_email']),
                gt(accountTokens.expiresAt, now),
              ),
            )
            .returning();
          if (!link?.userId || link.email === null) return false;
          const isNew = link.purpose === 'change_email';
          const confirmed = await tx
            .update(users)
            .set({ email: link.email, emailVerified: true, updatedAt: now })
            .where(and(eq(users.id, link.userId), isNew ? undefined : eq(users.email, link.email)))
            .returning({ id: users.id });
          // A reset link in the old mailbox must not outlive the change.
          if (isNew) await tx.delete(accountTokens).where(eq(accountTokens.userId, link.userId));
          if (isNew && confirmed.length > 0)
            await auditFor(link.userId)(tx, {
              action: 'user.email_changed',
              object: { kind: 'user', id: link.userId },
            });
          return confirmed.length > 0;
        });
      } catch (error) {
        if (violatedUnique(error) === 'users.email')
          throw new AppError('email_taken', 'there is already an account with this e-mail');
        throw error;
      }
    },

    async deleteExpired(now: Date): Promise<void> {
      await db.delete(accountTokens).where(lt(accountTokens.expiresAt, now));
    },
  };
}
