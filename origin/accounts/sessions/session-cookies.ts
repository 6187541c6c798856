import type { Session } from '../../../shared/contracts/auth.ts';
import { refreshCookiePath, sessionCookieNames } from '../../../shared/session-cookies.ts';
import { sessionTtlSec } from '../auth.ts';

/**
 * `Set-Cookie` values that sign a browser in. No script can read them. `Lax` lets a link from elsewhere arrive signed
 * in; nothing unsafe is taken from elsewhere all the same.
 */
export function signInCookies(session: Session, publicUrl: string): string[] {
  const names = sessionCookieNames(publicUrl);
  const common = `; HttpOnly${publicUrl.startsWith('https:') ? '; Secure' : ''}`;
  return [
    `${names.access}=${session.access_token}; Path=/; Max-Age=${session.expires_in}; SameSite=Lax${common}`,
    `${names.refresh}=${session.refresh_token}; Path=${refreshCookiePath}; Max-Age=${sessionTtlSec}; SameSite=Strict${common}`,
  ];
}
