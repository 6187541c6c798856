import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import type { LinkDeps } from '../links/deps.ts';
import { hashSecretToken } from '../secret-tokens.ts';

/**
 * Makes the account that the token of a mail was sent for. False when there is none, or its address got an account
 * meanwhile. Throws `username_taken` when somebody else was faster with the name.
 */
export async function confirmSignUp(deps: LinkDeps, token: string): Promise<boolean> {
  const now = deps.clock();
  const row = await deps.pendingSignUps.find(hashSecretToken(token), now);
  if (!row) return false;
  const { email, username, name, birthDate, passwordHash } = row;
  const user = { id: newId(), email, emailVerified: true, username, displayUsername: username, name, birthDate };
  try {
    await deps.store.createAccount({
      user: { ...user, createdAt: now, updatedAt: now },
      wayIn: { credentialId: newId(), passwordHash },
      channelId: newId(),
      verification: null,
    });
  } catch (error) {
    // A second click finds the name taken by the first.
    if (error instanceof AppError && (await deps.passwords.findByEmail(email))) return false;
    throw error;
  }
  await deps.pendingSignUps.deleteOf(email);
  return true;
}
