import { and, asc, count, eq, isNull, lt, or } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { apiKeys, users } from '../../../shared/schema/index.ts';
import type { NoteAudit } from '../../audit/note-as.ts';
import type { User } from '../store.ts';

export type ApiKeyRow = typeof apiKeys.$inferSelect;

export type ApiKeyStore = ReturnType<typeof createApiKeyStore>;

export function createApiKeyStore(db: Database) {
  return {
    /** False when the user has `limit` keys already; counting and inserting are one step. */
    async add(key: ApiKeyRow, limit: number, note: NoteAudit): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [held] = await tx.select({ keys: count() }).from(apiKeys).where(eq(apiKeys.userId, key.userId));
        if ((held?.keys ?? 0) >= limit) return false;
        await tx.insert(apiKeys).values(key);
        const detail = { scopes: key.scopes.join(' ') };
        await note(tx, { action: 'api_key.created', object: { kind: 'api_key', id: key.id }, detail });
        return true;
      });
    },

    async find(keyId: string): Promise<{ key: ApiKeyRow; user: User } | undefined> {
      const [row] = await db
        .select({ key: apiKeys, user: users })
        .from(apiKeys)
        .innerJoin(users, eq(users.id, apiKeys.userId))
        .where(eq(apiKeys.id, keyId))
        .limit(1);
      return row;
    },

    /** Oldest first. */
    async listOf(userId: string): Promise<ApiKeyRow[]> {
      return db.select().from(apiKeys).where(eq(apiKeys.userId, userId)).orderBy(asc(apiKeys.createdAt));
    },

    /** Of many requests at once with one key, one writes. */
    async markUsed(keyId: string, now: Date, unlessSince: Date): Promise<void> {
      await db
        .update(apiKeys)
        .set({ lastUsedAt: now })
        .where(and(eq(apiKeys.id, keyId), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, unlessSince))));
    },

    /** False when the user has no such key. */
    async remove(keyId: string, userId: string, note: NoteAudit): Promise<boolean> {
      return db.transaction(async (tx) => {
        const removed = await tx
          .delete(apiKeys)
          .where(and(eq(apiKeys.id, keyId), eq(apiKeys.userId, userId)))
          .returning({ id: apiKeys.id });
        if (removed.length > 0) await note(tx, { action: 'api_key.revoked', object: { kind: 'api_key', id: keyId } });
        return removed.length > 0;
      });
    },
  };
}
