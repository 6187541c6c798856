import type { Me } from '../../shared/contracts/auth.ts';
import { SIGNED_IN_COOKIE } from '../../shared/session-cookies.ts';
import { ApiError, type ApiMethod, callApi } from '../api.ts';

export type Viewer = { userId: string; username: string; isStaff: boolean };

/**
 * Who watches; null for who is not signed in. Nobody is asked about who never signed in here: the page says whether there
 * was a cookie of a session, which lasts for minutes, or the one that lasts as long as the session may.
 */
export async function readViewer(hasCookie: boolean): Promise<Viewer | null> {
  if (!hasCookie) return null;
  const me = await callAsViewer<Me>('GET', '/me').catch((error: unknown) => {
    if (isSignedOut(error)) forgetSession();
    return null;
  });
  if (!me) return null;
  return { userId: me.user_id, username: me.username, isStaff: me.role === 'moderator' || me.role === 'admin' };
}

/** The session has ended: the next page is to look like it from the start. */
function forgetSession(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store API.
  document.cookie = `${SIGNED_IN_COOKIE}=; Path=/; Max-Age=0; SameSite=Lax`;
}

const isSignedOut = (error: unknown) =>
  error instanceof ApiError && /^(unauthenticated|token_expired)$/.test(error.code);

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
    if (!isSignedOut(error) || !(await refresh())) throw error;
    return callApi<T>(method, path, body, headers);
  }
}

/**
 * One tab at a time: a refresh token that is used twice ends the session. It outlives the page, or the new token that was
 * on its way would be lost.
 */
async function refresh(): Promise<boolean> {
  const answer = await navigator.locks.request('kinora-refresh', () =>
    fetch('/api/v1/auth/refresh', { method: 'POST', keepalive: true }).catch(() => null),
  );
  return answer?.ok === true;
}
