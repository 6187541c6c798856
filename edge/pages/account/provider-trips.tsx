import type { Context } from 'hono';
import type { WaysIn } from '../../../shared/contracts/openid.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import type { AccountPageDeps } from './deps.ts';
import { GoOnPage } from './identities.tsx';
import { callOrigin } from './origin-call.ts';

type Deps = Pick<AccountPageDeps, 'forward' | 'page'>;

/** How one can sign in beside the password; nothing while that cannot be asked, since the password works all the same. */
export async function waysIn(c: Context<EdgeEnv>, { forward }: Deps): Promise<WaysIn> {
  const ways = await callOrigin<WaysIn>(c, forward, 'GET', '/auth/ways').catch(() => null);
  return ways?.ok ? ways.value : { password: true, passkeys: false, providers: [] };
}

/** The page that leads to a provider, with the cookies that the browser is to come back with. */
export async function leadAway(
  c: Context<EdgeEnv>,
  deps: Deps,
  providerId: string,
  trip: { value: { url: string }; cookies: readonly string[] },
): Promise<Response> {
  const { providers } = await waysIn(c, deps);
  const label = providers.find((one) => one.provider_id === providerId)?.label ?? providerId;
  const response = await deps.page(c, (nonce) => <GoOnPage {...{ url: trip.value.url, label, nonce }} />);
  for (const cookie of trip.cookies) response.headers.append('set-cookie', cookie);
  return response;
}
