import { createMiddleware } from 'hono/factory';
import { AppError } from '../../shared/errors.ts';
import type { AppEnv, Viewer } from './app-env.ts';

export type VerifyAccessToken = (token: string) => Promise<Viewer>;

const challenge = { 'www-authenticate': 'Bearer' };

/** Lets operations ask who sent the request: `null` without a token; a bad one throws (RFC 6750 §2.1). */
export function identifyViewers(verify: VerifyAccessToken) {
  return createMiddleware<AppEnv>(async (c, next) => {
    c.set('identifyViewer', async () => {
      const header = c.req.header('authorization');
      if (header === undefined) return null;
      const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1];
      if (token === undefined)
        throw new AppError('token_invalid', 'send "Authorization: Bearer <access token>"', { headers: challenge });
      return verify(token);
    });
    await next();
  });
}

/** The signed-in user of this request; throws `unauthenticated` when there is none. */
export function requireViewer(viewer: Viewer | null): Viewer {
  if (!viewer) throw new AppError('unauthenticated', 'sign in first', { headers: challenge });
  return viewer;
}
