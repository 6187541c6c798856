import type { AttemptDeps } from './abuse/attempts.ts';
import type { IsBreached } from './abuse/breached-passwords.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Auth } from './auth.ts';
import type { AccountStore } from './store.ts';

export type AccountDeps = AttemptDeps & {
  auth: Auth;
  accessTokens: AccessTokens;
  store: AccountStore;
  isBreached: IsBreached;
  refuseDisposableMail: boolean;
  clock: () => Date;
};

/** The device that signs in, for the user's list of sessions. */
export type Device = { address: string | null; userAgent: string | null };
