import * as z from 'zod';
import { challengeInvalid, newChallenge } from '../challenges/new-challenge.ts';
import { hashSecretToken, newSecretToken } from '../secret-tokens.ts';
import { newTripSecrets } from './client.ts';
import { type OpenidDeps, requireClient } from './deps.ts';

const tripSchema = z.object({
  providerId: z.string(),
  secrets: z.object({ state: z.string(), nonce: z.string(), codeVerifier: z.string() }),
  returnTo: z.string(),
  /** Who links an account elsewhere to their own; `null` who signs in. */
  linkFor: z.object({ userId: z.string(), sessionId: z.string().nullable() }).nullable(),
});
export type Trip = z.infer<typeof tripSchema>;

/** Where a browser goes that asked for nothing else. */
export const defaultReturn = '/account';

/**
 * Sends a browser to a provider. It keeps `token` in a cookie, which binds what comes back to it: a link with somebody
 * else's state and code is worth nothing. Throws `not_found`, `provider_unavailable`.
 */
export async function beginTrip(
  deps: OpenidDeps,
  ask: Pick<Trip, 'providerId' | 'linkFor'> & { returnTo: string | undefined },
): Promise<{ url: string; token: string }> {
  const secrets = newTripSecrets();
  const url = await requireClient(deps, ask.providerId).authorizationUrl(secrets);
  const token = newSecretToken();
  const trip: Trip = { ...ask, secrets, returnTo: ask.returnTo ?? defaultReturn };
  const userId = ask.linkFor?.userId ?? null;
  await deps.challenges.add(newChallenge('openid', token, { userId, data: trip }, deps.clock()));
  return { url: url.href, token };
}

/** The trip that a browser set out on, once. Throws `challenge_invalid`. */
export async function endTrip(deps: OpenidDeps, providerId: string, token: string | null): Promise<Trip> {
  if (token === null) throw challengeInvalid();
  const begun = await deps.challenges.take(hashSecretToken(token), 'openid', deps.clock());
  if (!begun?.data) throw challengeInvalid();
  const trip = tripSchema.parse(JSON.parse(begun.data));
  if (trip.providerId !== providerId) throw challengeInvalid();
  return trip;
}
