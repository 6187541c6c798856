import type { Session } from '../../../shared/contracts/auth.ts';
import { accountLeavingSchema } from '../../../shared/contracts/privacy.ts';
import { secondFactorRequiredSchema } from '../../../shared/contracts/second-factor.ts';
import { AppError } from '../../../shared/errors.ts';
import { SIGN_IN_RETURN } from '../../../shared/sign-in-return.ts';
import type { AuditActor } from '../../audit/audit-actor.ts';
import type { Device } from '../deps.ts';
import { type OpenidDeps, requireClient } from './deps.ts';
import { linkIdentity } from './link-identity.ts';
import { signInWith } from './sign-in-with.ts';
import { defaultReturn, endTrip, type Trip } from './trip.ts';

export type Return = {
  /**
   * A path of this host. What a page there is to know is in the fragment, which no server sees; that of our own forms has
   * it in its query.
   */
  to: string;
  session: Session | null;
  /** For the log. */
  error: AppError | null;
};

/**
 * Takes a browser that comes back from a provider. A person is looking, so that refusals lead to a page as well, with
 * `sign_in_error=CODE`, for `account_leaving` with its details, or `second_factor=CHALLENGE` where a code is asked for besides.
 */
export async function comeBack(
  deps: OpenidDeps,
  came: {
    providerId: string;
    query: URLSearchParams;
    token: string | null;
    device: Device;
    /** For the log of who linked what. */
    actorFor: (userId: string) => AuditActor;
  },
): Promise<Return> {
  let trip: Trip | null = null;
  try {
    trip = await endTrip(deps, came.providerId, came.token);
    const person = await requireClient(deps, trip.providerId).redeem(came.query, trip.secrets);
    if (trip.linkFor === null)
      return { to: trip.returnTo, session: await signInWith(deps, person, came.device), error: null };
    await linkIdentity(deps, trip.linkFor, person, came.actorFor(trip.linkFor.userId));
    return { to: trip.returnTo, session: null, error: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { to: telling(trip?.returnTo ?? defaultReturn, wordOf(error)), session: null, error };
  }
}

function wordOf(error: AppError): string {
  if (error.code === 'second_factor_required')
    return `second_factor=${secondFactorRequiredSchema.parse(error.details).challenge}`;
  const told = new URLSearchParams({ sign_in_error: error.code });
  if (error.code === 'account_leaving') {
    const { due_at, challenge } = accountLeavingSchema.parse(error.details);
    told.set('due_at', due_at);
    if (challenge !== null) told.set('challenge', challenge);
  }
  return told.toString();
}

function telling(path: string, word: string): string {
  const [address = ''] = path.split('#');
  return address.startsWith(`${SIGN_IN_RETURN}?`) ? `${address}&${word}` : `${address}#${word}`;
}
