import * as openid from 'openid-client';
import { AppError } from '../../../shared/errors.ts';
import type { OpenidProvider } from './config.ts';
import { type Person, personSchema } from './person.ts';
import { asProviderError } from './provider-error.ts';

const timeoutSec = 10;
/** Providers change their keys and addresses rarely, and announce it. */
const discoveredForMs = 3_600_000;

/** What a browser has to come back with (RFC 9700 §2.1). */
export type TripSecrets = { state: string; nonce: string; codeVerifier: string };

export type OpenidClient = ReturnType<typeof createOpenidClient>;

export function newTripSecrets(): TripSecrets {
  return { state: openid.randomState(), nonce: openid.randomNonce(), codeVerifier: openid.randomPKCECodeVerifier() };
}

/**
 * One provider. `redirectUri` is its own, so that the answer of one is never taken for another's. Throws
 * `provider_unavailable`, and `provider_refused` for whatever does not prove who came back.
 */
export function createOpenidClient(provider: OpenidProvider, redirectUri: string, clock: () => Date) {
  let discovered: { config: Promise<openid.Configuration>; atMs: number } | undefined;

  /** One request for many at once; a failure is not kept. */
  function discover(): Promise<openid.Configuration> {
    const nowMs = clock().getTime();
    if (discovered && nowMs - discovered.atMs < discoveredForMs) return discovered.config;
    const isLocal = provider.issuer.startsWith('http:'); // the configuration lets no other host in without TLS
    const config = openid
      .discovery(new URL(provider.issuer), provider.client_id, provider.client_secret, undefined, {
        // Signatures are checked besides TLS, so that a token can be shown to be the provider's.
        execute: [openid.enableNonRepudiationChecks, ...(isLocal ? [openid.allowInsecureRequests] : [])],
        timeout: timeoutSec,
      })
      .catch((cause: unknown) => {
        discovered = undefined;
        throw new AppError('provider_unavailable', `${provider.label} cannot be reached right now; try again later`, {
          headers: { 'retry-after': '30' },
          cause,
        });
      });
    discovered = { config, atMs: nowMs };
    return config;
  }

  return {
    id: provider.id,
    label: provider.label,
    issuer: provider.issuer,

    /** Where the browser goes to. */
    async authorizationUrl({ state, nonce, codeVerifier }: TripSecrets): Promise<URL> {
      return openid.buildAuthorizationUrl(await discover(), {
        redirect_uri: redirectUri,
        scope: provider.scope,
        ...{ state, nonce },
        code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      });
    },

    /** Who came back with `query`. */
    async redeem(query: URLSearchParams, secrets: TripSecrets): Promise<Person> {
      const config = await discover();
      const currentUrl = new URL(redirectUri);
      currentUrl.search = query.toString();
      try {
        const tokens = await openid.authorizationCodeGrant(config, currentUrl, {
          expectedState: secrets.state,
          expectedNonce: secrets.nonce,
          pkceCodeVerifier: secrets.codeVerifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims) throw new TypeError('an ID token was asked for');
        const { iss, sub } = claims;
        const canTellMore = claims.email === undefined && config.serverMetadata().userinfo_endpoint !== undefined;
        const more = canTellMore ? await openid.fetchUserInfo(config, tokens.access_token, sub) : {};
        return personSchema.parse({ ...claims, ...more, iss, sub });
      } catch (cause) {
        throw asProviderError(provider.label, cause);
      }
    },
  };
}
