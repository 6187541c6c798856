import { and, eq, lt, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { newId } from '../../../shared/ids.ts';
import { idempotencyKeys } from '../../../shared/schema/index.ts';
import { databaseNowMs } from '../../leases/store.ts';

export type KeyedRequest = { userId: string; key: string; fingerprint: string };
export type StoredAnswer = { status: number; headers: Record<string, string>; body: string | null };
export type Claim =
  | { kind: 'claimed'; operationId: string }
  | { kind: 'answered'; answer: StoredAnswer }
  | { kind: 'in_progress' }
  | { kind: 'reused' };
export type IdempotencyStore = ReturnType<typeof createIdempotencyStore>;

export function createIdempotencyStore(db: Database) {
  const isKeyOf = ({ userId, key }: KeyedRequest) =>
    and(eq(idempotencyKeys.userId, userId), eq(idempotencyKeys.key, key));

  /** One statement takes a new key, an expired one, or one whose attempt died; `undefined` when there was none to take. */
  async function take(request: KeyedRequest, times: { now: Date; expiresAt: Date; claimMs: number }) {
    const { now, expiresAt, claimMs } = times;
    const isExpired = sql`${idempotencyKeys.expiresAt} <= ${now.getTime()}`;
    const renewed = (column: string, old: object) =>
      sql`case when ${isExpired} then ${sql.raw(`excluded.${column}`)} else ${old} end`;
    const [row] = await db
      .insert(idempotencyKeys)
      .values({
        ...request,
        operationId: newId(),
        claimedUntilMs: sql`${databaseNowMs} + ${claimMs}`,
        createdAt: now,
        expiresAt,
      })
      .onConflictDoUpdate({
        target: [idempotencyKeys.userId, idempotencyKeys.key],
        set: {
          fingerprint: request.fingerprint,
          operationId: renewed('operation_id', idempotencyKeys.operationId),
          createdAt: renewed('created_at', idempotencyKeys.createdAt),
          expiresAt: renewed('expires_at', idempotencyKeys.expiresAt),
          claimedUntilMs: sql`${databaseNowMs} + ${claimMs}`,
          ...{ status: null, headers: null, body: null },
        },
        setWhere: sql`${isExpired} or (${idempotencyKeys.status} is null
          and ${idempotencyKeys.fingerprint} = ${request.fingerprint}
          and ${idempotencyKeys.claimedUntilMs} <= ${databaseNowMs})`,
      })
      .returning({ operationId: idempotencyKeys.operationId });
    return row?.operationId;
  }

  return {
    /** Lets one attempt of a request through at a time, and none once there is an answer. */
    async claim(request: KeyedRequest, times: { now: Date; expiresAt: Date; claimMs: number }): Promise<Claim> {
      const operationId = await take(request, times);
      if (operationId !== undefined) return { kind: 'claimed', operationId };
      const [row] = await db.select().from(idempotencyKeys).where(isKeyOf(request));
      if (!row) return { kind: 'in_progress' }; // given back this very moment
      if (row.fingerprint !== request.fingerprint) return { kind: 'reused' };
      if (row.status === null) return { kind: 'in_progress' };
      return { kind: 'answered', answer: { status: row.status, headers: row.headers ?? {}, body: row.body } };
    },

    async renew(request: KeyedRequest, claimMs: number): Promise<void> {
      await db
        .update(idempotencyKeys)
        .set({ claimedUntilMs: sql`${databaseNowMs} + ${claimMs}` })
        .where(isKeyOf(request));
    },

    async keepAnswer(request: KeyedRequest, answer: StoredAnswer): Promise<void> {
      await db.update(idempotencyKeys).set(answer).where(isKeyOf(request));
    },

    /** Ends the attempt without an answer: the same request may be sent again, and makes what this one would have. */
    async endAttempt(request: KeyedRequest): Promise<void> {
      await db.update(idempotencyKeys).set({ claimedUntilMs: 0 }).where(isKeyOf(request));
    },

    /** As if the key had never been used. */
    async forget(request: KeyedRequest): Promise<void> {
      await db.delete(idempotencyKeys).where(isKeyOf(request));
    },

    async deleteExpired(now: Date): Promise<void> {
      await db.delete(idempotencyKeys).where(lt(idempotencyKeys.expiresAt, now));
    },
  };
}
