import type { Session } from '../../../shared/contracts/auth.ts';
import { sessionCookieNames } from '../../../shared/session-cookies.ts';
import { sessionTtlSec } from '../auth.ts';

/** Refreshing and signing out need it, nothing else. */
const refreshPath = '/api/v1/auth';

/**
 * `Set-Cookie` values that sign a browser in. No script can read them. `Lax` lets a link from elsewhere arrive signed
 * in; nothing unsafe is taken from elsewhere all the same.
 */
export function signInCookies(session: Session, publicUrl: string): string[] {
  const names = sessionCookieNames(publicUrl);
  const common = `; HttpOnly${publicUrl.startsWith('https:') ? '; Secure' : ''}`;
  return [
    `${names.access}=${session.access_token}; Path=/; Max-Age=${session.expires_in}; SameSite=Lax${common}`,
    `${names.refresh}=${session.refresh_token}; Path=${refreshPath}; Max-Age=${sessionTtlSec}; SameSite=Strict${common}`,
  ];
}

/** `Set-Cookie` values that make a browser forget both. */
export function signOutCookies(publicUrl: string): string[] {
  const names = sessionCookieNames(publicUrl);
  const common = `; HttpOnly${publicUrl.startsWith('https:') ? '; Secure' : ''}`;
  return [
    `${names.access}=; Path=/; Max-Age=0; SameSite=Lax${common}`,
    `${names.refresh}=; Path=${refreshPath}; Max-Age=0; SameSite=Strict${common}`,
  ];
}
