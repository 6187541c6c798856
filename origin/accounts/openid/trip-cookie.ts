import { readCookie } from '../../../shared/session-cookies.ts';
import { challengeTtlSec } from '../challenges/new-challenge.ts';

const path = '/api/v1/auth/openid';
const nameFor = (publicUrl: string) => (publicUrl.startsWith('https:') ? '__Secure-kinora_openid' : 'kinora_openid');

/** `Lax`: it must come along when the provider sends the browser back. `null` makes the browser forget it. */
export function tripCookie(token: string | null, publicUrl: string): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  const maxAgeSec = token === null ? 0 : challengeTtlSec;
  return `${nameFor(publicUrl)}=${token ?? ''}; Path=${path}; Max-Age=${maxAgeSec}; SameSite=Lax; HttpOnly${secure}`;
}

export const tripTokenOf = (cookieHeader: string | undefined, publicUrl: string) =>
  readCookie(cookieHeader, nameFor(publicUrl));
