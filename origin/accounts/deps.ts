import type { Locale } from '../../shared/messages/locales.ts';
import type { RefuseErased } from '../privacy/erasure/refuse-erased.ts';
import type { ErasureStore } from '../privacy/erasure/store.ts';
import type { AttemptDeps } from './abuse/attempts.ts';
import type { IsBreached } from './abuse/breached-passwords.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { AccountKeys } from './account-keys.ts';
import type { Auth } from './auth.ts';
import type { ChallengeStore } from './challenges/store.ts';
import type { PasswordStore } from './password/store.ts';
import type { SecondFactorStore } from './second-factor/store.ts';
import type { AccountStore } from './store.ts';

export type AccountDeps = AttemptDeps & {
  auth: Auth;
  accessTokens: AccessTokens;
  keys: AccountKeys;
  store: AccountStore;
  passwords: PasswordStore;
  secondFactors: SecondFactorStore;
  challenges: ChallengeStore;
  isBreached: IsBreached;
  refuseDisposableMail: boolean;
  refuseErased: RefuseErased;
  erasures: Pick<ErasureStore, 'find'>;
  clock: () => Date;
};

/** The device that signs in, for the user's list of sessions; `language` is what it wants to be answered in. */
export type Device = { address: string | null; userAgent: string | null; language?: Locale };
