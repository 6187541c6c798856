import type { Context, Hono } from 'hono';
import { AppError } from '../../shared/errors.ts';
import type { AppEnv } from './app-env.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Answers 405 with `Allow` when the path exists under another method (RFC 9110 §15.5.6), else 404. */
export function answerUnmatched(app: Hono<AppEnv>) {
  return (c: Context<AppEnv>): Response => {
    const allowed = methods.filter((method) =>
      app.router.match(method, c.req.path)[0].some(([[, route]]) => route.method !== 'ALL'),
    );
    if (allowed.length === 0) throw new AppError('not_found', 'there is nothing here');
    const allow = (allowed.includes('GET') ? ['HEAD', ...allowed] : allowed).join(', ');
    throw new AppError('method_not_allowed', `use one of: ${allow}`, { headers: { allow } });
  };
}
