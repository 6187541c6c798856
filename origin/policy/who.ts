import type { AccessTokenClaims } from '../../shared/contracts/auth.ts';
import type { ChannelRole } from '../../shared/contracts/channels.ts';

type PlatformRole = AccessTokenClaims['role'];

/** A person, or an API key of theirs, which is never more than a creator. */
export type SignedIn = { userId: string; role: PlatformRole };

/** Who asks; null is somebody who is not signed in. */
export type Actor = SignedIn | null;

/** What an actor is to the thing that is asked for: in its channel, or because they made it or it is offered to them. */
export type Part = ChannelRole | 'author' | 'receiver';

/** Whom a rule lets in. `creator` is everyone whose role is more than `viewer`. Nobody is implied by anybody else. */
export type Who = 'anyone' | 'signed in' | 'creator' | 'moderator' | 'admin' | Part;

export type Rules = Readonly<Record<string, readonly Who[]>>;

/** Everything that `actor` is. Somebody who is not signed in has no part in anything. */
export function whatIs(actor: Actor, parts: readonly Part[]): Who[] {
  if (actor === null) return ['anyone'];
  const { role } = actor;
  return [
    ...(['anyone', 'signed in', ...parts] as const),
    ...(role === 'viewer' ? [] : (['creator'] as const)),
    ...(role === 'moderator' || role === 'admin' ? [role] : []),
  ];
}
