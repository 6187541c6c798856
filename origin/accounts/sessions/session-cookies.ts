import type { Session } from '../../../shared/contracts/auth.ts';
import { refreshCookiePath, SIGNED_IN_COOKIE, sessionCookieNames } from '../../../shared/session-cookies.ts';
import { sessionTtlSec } from '../auth.ts';

/**
 * `Set-Cookie` values that sign a browser in. No script can read the first two; the third is worth nothing. `Lax` lets a link from elsewhere arrive signed
 * in; nothing unsafe is taken from elsewhere all the same.
 */
export function signInCookies(session: Session, publicUrl: string): string[] {
  const names = sessionCookieNames(publicUrl);
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  const common = `; HttpOnly${secure}`;
  return [
    `${names.access}=${session.access_token}; Path=/; Max-Age=${session.expires_in}; SameSite=Lax${common}`,
    `${names.refresh}=${session.refresh_token}; Path=${refreshCookiePath}; Max-Age=${sessionTtlSec}; SameSite=Strict${common}`,
    `${SIGNED_IN_COOKIE}=1; Path=/; Max-Age=${sessionTtlSec}; SameSite=Lax${secure}`,
  ];
}
