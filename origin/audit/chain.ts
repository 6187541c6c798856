import { deriveHmacKey } from '../../shared/derived-key.ts';
import type { auditLog } from '../../shared/schema/index.ts';

export type AuditRow = typeof auditLog.$inferSelect;

/** What the first row follows. */
export const emptyChainHash = '0'.repeat(64);

export type Chain = {
  /** The `hash` that a row must have, hex: HMAC-SHA-256 over everything else in it. */
  hashOf(row: Omit<AuditRow, 'hash'>): Promise<string>;
  /** The same address always gives the same hash, which only the key's holder can compute. */
  hashOfAddress(address: string): Promise<string>;
};

/** `secret`: base64url of 32 bytes or more, kept where the database is not. */
export async function createChain(secret: string): Promise<Chain> {
  const rowKey = await deriveHmacKey(secret, 'audit log');
  const addressKey = await deriveHmacKey(secret, 'audit addresses');
  return {
    hashOf: (row) => sign(rowKey, canonical(row)),
    hashOfAddress: async (address) => (await sign(addressKey, address)).slice(0, 32),
  };
}

/** One text for each row, whatever order its detail came in (the idea of RFC 8785). */
function canonical(row: Omit<AuditRow, 'hash'>): string {
  const detail = Object.entries(row.detail).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    ...[row.seq, row.at.getTime(), row.actorKind, row.actor, row.action],
    ...[row.objectKind, row.objectId, detail, row.requestId, row.addressHash, row.previousHash],
  ]);
}

async function sign(key: CryptoKey, text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text))).toString('hex');
}
