import type { Me } from '../../shared/contracts/auth.ts';
import { SIGNED_IN_COOKIE } from '../../shared/session-cookies.ts';
import { ApiError, type ApiMethod, callApi } from '../api.ts';

const YEAR_SEC = 365 * 86_400;

export type Viewer = { userId: string; username: string; isStaff: boolean };

/**
 * Who watches; null for who is not signed in. Nobody is asked about who never signed in here: the page says whether there
 * was a cookie of a session, which lasts for minutes, or the one that is set here.
 */
export async function readViewer(hasCookie: boolean): Promise<Viewer | null> {
  if (!hasCookie) return null;
  const me = await callAsViewer<Me>('GET', '/me').catch(() => null);
  // For the next page's header: worth nothing by itself.
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store API.
  document.cookie = `${SIGNED_IN_COOKIE}=1; Path=/; SameSite=Lax; Max-Age=${me ? YEAR_SEC : 0}`;
  if (!me) return null;
  return { userId: me.user_id, username: me.username, isStaff: me.role === 'moderator' || me.role === 'admin' };
}

/** As `callApi`; where the access cookie has lapsed, once more with a new one. */
export async function callAsViewer<T>(
  method: ApiMethod,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<T> {
  try {
    return await callApi<T>(method, path, body, headers);
  } catch (error) {
    const isLapsed = error instanceof ApiError && /^(unauthenticated|token_expired)$/.test(error.code);
    if (!isLapsed || !(await refresh())) throw error;
    return callApi<T>(method, path, body, headers);
  }
}

/** One tab at a time: a refresh token that is used twice ends the session. */
async function refresh(): Promise<boolean> {
  const answer = await navigator.locks.request('kinora-refresh', () =>
    fetch('/api/v1/auth/refresh', { method: 'POST' }).catch(() => null),
  );
  return answer?.ok === true;
}
