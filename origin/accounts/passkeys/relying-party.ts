import { isIP } from 'node:net';
import { AppError } from '../../../shared/errors.ts';

/** What passkeys are bound to: browsers show them to this origin alone. */
export type RelyingParty = { id: string; origin: string };

/** `null` where browsers have no passkeys: under an IP address (WebAuthn §5.1.3, "effective domain"). */
export function relyingPartyOf(publicUrl: string): RelyingParty | null {
  const { hostname, origin } = new URL(publicUrl);
  return isIP(hostname.replaceAll(/[[\]]/g, '')) === 0 ? { id: hostname, origin } : null;
}

/** Throws `conflict` where there is none. */
export function requireRelyingParty(publicUrl: string): RelyingParty {
  const party = relyingPartyOf(publicUrl);
  if (party) return party;
  throw new AppError('conflict', 'passkeys need a host name: the public URL of this installation is an IP address');
}
