import { AppError } from '../../shared/errors.ts';
import type { Rules } from './who.ts';

/** People and what is theirs alone: sessions, keys, second factors, exports. `owner` is the person themselves. */
export const accountRules = {
  'accounts.sign_up': ['anyone'],
  'accounts.sign_in': ['anyone'],
  /** The secret token of a link or a session says for whom. */
  'accounts.use_token': ['anyone'],
  'accounts.read_own': ['signed in'],
  'accounts.change_own': ['signed in'],
  /** A session, a key or a passkey by its id: the account it belongs to. */
  'accounts.change_owned': ['owner'],
} as const satisfies Rules;

/** Throws `account_suspended`. Asked at sign-in, at each refresh, for each API key and before each write. */
export function requireGoodStanding(user: { suspendedAt: Date | null }): void {
  if (user.suspendedAt !== null) throw new AppError('account_suspended', 'this account is suspended');
}
