import type { Me } from '../../shared/contracts/auth.ts';
import { ApiError, type ApiMethod, callApi } from '../api.ts';

export type Viewer = { userId: string; username: string; isStaff: boolean };

const HINT = 'kinora-signed-in';

/**
 * Who watches; null for who is not signed in. Nobody is asked about who never signed in here: the page says whether there
 * was a session cookie, which lasts for minutes, and a note of this browser whether there ever was.
 */
export async function readViewer(hasCookie: boolean): Promise<Viewer | null> {
  if (!hasCookie && localStorage.getItem(HINT) === null) return null;
  const me = await callAsViewer<Me>('GET', '/me').catch(() => null);
  if (!me) {
    localStorage.removeItem(HINT);
    return null;
  }
  localStorage.setItem(HINT, '1');
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
