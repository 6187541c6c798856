import type { AccountDeps } from './deps.ts';
import { hashSecretToken } from './secret-tokens.ts';

/** Ends the sign-in this refresh token belongs to. Access tokens already issued read for their few minutes. */
export async function signOut(deps: Pick<AccountDeps, 'store' | 'clock'>, refreshToken: string): Promise<void> {
  await deps.store.revokeFamilyOf(hashSecretToken(refreshToken), deps.clock());
}
