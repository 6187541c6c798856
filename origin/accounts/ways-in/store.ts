import { and, eq } from 'drizzle-orm';
import { AppError } from '../../../shared/errors.ts';
import { accounts, identities, passkeys } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';

/** For a transaction that has removed a way in. Throws `last_way_in`, which undoes it, when no other is left. */
export async function requireWayIn(tx: Transaction, userId: string): Promise<void> {
  const isPassword = and(eq(accounts.userId, userId), eq(accounts.providerId, 'credential'));
  const [password] = await tx.select({ id: accounts.id }).from(accounts).where(isPassword).limit(1);
  if (password) return;
  const [passkey] = await tx.select({ id: passkeys.id }).from(passkeys).where(eq(passkeys.userId, userId)).limit(1);
  if (passkey) return;
  const ofUser = eq(identities.userId, userId);
  const [identity] = await tx.select({ id: identities.id }).from(identities).where(ofUser).limit(1);
  if (identity) return;
  throw new AppError('last_way_in', 'nobody could sign in to this account without it: choose a password first');
}
