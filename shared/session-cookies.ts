/**
 * The cookies of somebody signed in on the web. Over TLS their prefixes make browsers refuse them from another host or a
 * plain connection (RFC 6265bis §4.1.3).
 */
export function sessionCookieNames(publicUrl: string): { access: string; refresh: string } {
  return publicUrl.startsWith('https:')
    ? { access: '__Host-kinora_access', refresh: '__Secure-kinora_refresh' }
    : { access: 'kinora_access', refresh: 'kinora_refresh' };
}

/** There while a session may go on: pages look by it before they know. Scripts may take it away; it proves nothing. */
export const SIGNED_IN_COOKIE = 'kinora_signed_in';

/** Refreshing and signing out need the refresh cookie, nothing else. */
export const refreshCookiePath = '/api/v1/auth';

/** `Set-Cookie` values that make a browser forget them. */
export function signOutCookies(publicUrl: string): string[] {
  const names = sessionCookieNames(publicUrl);
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  const common = `; HttpOnly${secure}`;
  return [
    `${names.access}=; Path=/; Max-Age=0; SameSite=Lax${common}`,
    `${names.refresh}=; Path=${refreshCookiePath}; Max-Age=0; SameSite=Strict${common}`,
    `${SIGNED_IN_COOKIE}=; Path=/; Max-Age=0; SameSite=Lax${secure}`,
  ];
}

/** One cookie out of a `Cookie` header; `null` without it, and when it is there twice: one of them was planted. */
export function readCookie(header: string | null | undefined, name: string): string | null {
  const values = (header ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
  const [value] = values;
  return values.length === 1 && value !== undefined && value !== '' ? value : null;
}
