import type { Context as RequestContext } from 'hono';
import { type Context, createContext } from 'hono/jsx';
import { readCookie, sessionCookieNames } from '../../shared/session-cookies.ts';
import type { EdgeEnv } from '../http/request-facts.ts';

/** Whether the page that is being rendered goes to somebody with a session; set by `page`. */
export const SignedIn: Context<boolean> = createContext(false);

/** True when the request came with an access cookie. What it is worth is not asked: links alone depend on it. */
export function hasSessionCookie(c: RequestContext<EdgeEnv>): boolean {
  const cookies = c.req.header('cookie');
  return ['https:', 'http:'].some((scheme) => readCookie(cookies, sessionCookieNames(scheme).access) !== null);
}
