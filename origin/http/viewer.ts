import { createMiddleware } from 'hono/factory';
import type { ApiKeyScope } from '../../shared/contracts/api-keys.ts';
import { AppError } from '../../shared/errors.ts';
import { isFromOwnPage, safeMethods } from '../../shared/same-origin.ts';
import { readCookie, sessionCookieNames } from '../../shared/session-cookies.ts';
import type { AppEnv, Viewer } from './app-env.ts';

export type VerifyBearer = (token: string) => Promise<Viewer>;

const challenge = { 'www-authenticate': 'Bearer' };

/**
 * Lets operations ask who sent the request, by its bearer (RFC 6750 §2.1) or else by the cookie of the web client: `null`
 * without either; a bad one throws, and so does a cookie that another site's page makes a browser send.
 * `requireActive` is asked before anything is written: it throws when the account or the sign-in has ended.
 */
export function identifyViewers(
  verify: VerifyBearer,
  requireActive: (viewer: Viewer) => Promise<Viewer>,
  publicUrl: string,
) {
  const cookieName = sessionCookieNames(publicUrl).access;
  const publicOrigin = new URL(publicUrl).origin;
  return createMiddleware<AppEnv>(async (c, next) => {
    const identify = async () => {
      const isSafe = safeMethods.has(c.req.method);
      const header = c.req.header('authorization');
      const token = header === undefined ? readCookie(c.req.header('cookie'), cookieName) : bearerOf(header);
      if (token === null) return null;
      if (header === undefined && !isSafe && !isFromOwnPage(c.req.raw.headers, publicOrigin))
        throw new AppError('csrf_rejected', 'requests with cookies are taken from pages of this host alone');
      const viewer = await verify(token);
      return isSafe ? viewer : requireActive(viewer);
    };
    let identified: Promise<Viewer | null> | undefined;
    c.set('identifyViewer', async (scope) => {
      identified ??= identify();
      const viewer = await identified;
      if (scope !== 'any') requireScope(viewer, scope);
      return viewer;
    });
    await next();
  });
}

function bearerOf(header: string): string {
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1];
  if (token !== undefined) return token;
  throw new AppError('token_invalid', 'send "Authorization: Bearer <access token or API key>"', { headers: challenge });
}

/** The signed-in user of this request; throws `unauthenticated` when there is none. */
export function requireViewer(viewer: Viewer | null): Viewer {
  if (!viewer) throw new AppError('unauthenticated', 'sign in first', { headers: challenge });
  return viewer;
}

/** Lets a person pass, and an API key only where an operation names a scope that the key has (RFC 6750 §3.1). */
function requireScope(viewer: Viewer | null, scope: ApiKeyScope | undefined): void {
  if (!viewer?.apiKey) return;
  if (scope === undefined) throw new AppError('insufficient_scope', 'API keys cannot do this; sign in instead');
  if (viewer.apiKey.scopes.includes(scope)) return;
  throw new AppError('insufficient_scope', `this API key lacks the scope ${scope}`, {
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  });
}
