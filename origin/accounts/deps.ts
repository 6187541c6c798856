import type { AccessTokens } from './access-tokens.ts';
import type { Auth } from './auth.ts';
import type { AccountStore } from './store.ts';

export type AccountDeps = { auth: Auth; accessTokens: AccessTokens; store: AccountStore; clock: () => Date };

/** The device that signs in, for the user's list of sessions. */
export type Device = { address: string | null; userAgent: string | null };
