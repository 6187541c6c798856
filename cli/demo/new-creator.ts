import { toBase64Url } from '../../shared/base64url.ts';
import { createApiClient, signedUp } from '../../shared/client/api-client.ts';
import type { Session, SignUp } from '../../shared/contracts/auth.ts';
import { retry } from '../upload/retry.ts';

/** Signs a new account up; the credentials are shown, so that the person can sign in with them. */
export async function newCreator(
  baseUrl: string,
  signal: AbortSignal,
): Promise<{ session: Session; credentials: SignUp }> {
  const suffix = Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => (byte % 36).toString(36)).join('');
  const username = `demo_${suffix}`;
  const credentials: SignUp = {
    email: `${username}@example.com`,
    password: toBase64Url(crypto.getRandomValues(new Uint8Array(12))),
    username,
    display_name: 'Demo creator',
  };
  const client = createApiClient({ baseUrl });
  const session = signedUp(await retry(() => client.signUp(credentials), { patienceMs: 20_000, signal }));
  return { session, credentials };
}
