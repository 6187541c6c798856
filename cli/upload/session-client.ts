import { type ApiClient, createApiClient } from '../../shared/client/api-client.ts';
import type { Session } from '../../shared/contracts/auth.ts';

const earlySec = 60;

/** An API client that stays signed in: the access token is renewed before it runs out, however long an upload takes. */
export function createSessionClient(baseUrl: string, session: Session): ApiClient {
  const anonymous = createApiClient({ baseUrl });
  let current = session;
  let renewAtMs = renewTime(session);
  let renewal: Promise<void> | null = null;

  const renew = async () => {
    current = await anonymous.refresh(current.refresh_token);
    renewAtMs = renewTime(current);
  };
  const send = async (input: string | URL | Request, init?: RequestInit) => {
    if (performance.now() > renewAtMs) {
      // Refresh tokens rotate: two renewals at once would look like a stolen token.
      renewal ??= renew().finally(() => {
        renewal = null;
      });
      await renewal;
    }
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${current.access_token}`);
    return fetch(input, { ...init, headers });
  };
  return createApiClient({ baseUrl, fetch: Object.assign(send, { preconnect: fetch.preconnect }) });
}

function renewTime(session: Session): number {
  return performance.now() + Math.max(session.expires_in - earlySec, session.expires_in / 2) * 1000;
}
