import type { AccountDeps } from './deps.ts';
import { hashRefreshToken } from './refresh-tokens.ts';

/** Ends the sign-in this refresh token belongs to. Access tokens already issued live out their few minutes. */
export async function signOut(deps: Pick<AccountDeps, 'store' | 'clock'>, refreshToken: string): Promise<void> {
  await deps.store.revokeFamilyOf(hashRefreshToken(refreshToken), deps.clock());
}
