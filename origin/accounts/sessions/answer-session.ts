import type { Context } from 'hono';
import type { CookieSession, Session } from '../../../shared/contracts/auth.ts';
import { AppError } from '../../../shared/errors.ts';
import { isFromOwnPage } from '../../../shared/same-origin.ts';
import { readCookie, sessionCookieNames, signOutCookies } from '../../../shared/session-cookies.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { signInCookies } from './session-cookies.ts';

/** The tokens in the body, or, for the web client, in cookies that its scripts cannot read. */
export function answerSession(
  c: Context<AppEnv>,
  session: Session,
  options: { publicUrl: string; inCookies: boolean; status: 200 | 201 },
): Response {
  c.header('cache-control', 'no-store');
  if (!options.inCookies) return c.json(session, options.status);
  for (const cookie of signInCookies(session, options.publicUrl)) c.header('set-cookie', cookie, { append: true });
  const { user, expires_in } = session;
  return c.json({ user, expires_in } satisfies CookieSession, options.status);
}

export function answerSignedOut(c: Context<AppEnv>, publicUrl: string): Response {
  for (const cookie of signOutCookies(publicUrl)) c.header('set-cookie', cookie, { append: true });
  return c.body(null, 204);
}

/** Throws `csrf_rejected` unless a page of ours asks: no other may sign a browser in or out. */
export function requireOwnPage(c: Context<AppEnv>, publicUrl: string): void {
  if (!isFromOwnPage(c.req.raw.headers, new URL(publicUrl).origin))
    throw new AppError('csrf_rejected', 'cookies are set and taken for pages of this host alone');
}

/** The refresh token of the body, else of the cookie. Throws `refresh_token_invalid` without either. */
export function refreshTokenOf(
  c: Context<AppEnv>,
  body: { refresh_token?: string | undefined },
  publicUrl: string,
): { token: string; inCookies: boolean } {
  if (body.refresh_token !== undefined) return { token: body.refresh_token, inCookies: false };
  const token = readCookie(c.req.header('cookie'), sessionCookieNames(publicUrl).refresh);
  if (token === null) throw new AppError('refresh_token_invalid', 'there is no refresh token; sign in');
  requireOwnPage(c, publicUrl);
  return { token, inCookies: true };
}
