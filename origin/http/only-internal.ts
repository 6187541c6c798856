import { createMiddleware } from 'hono/factory';
import { AppError } from '../../shared/errors.ts';
import type { AppEnv } from './app-env.ts';
import { carriesInternalKey } from './internal-key.ts';

/** To all who do not carry the internal key the route looks missing. */
export function onlyInternal(internalKey: string) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (!carriesInternalKey(c.req.raw.headers, internalKey)) throw new AppError('not_found', 'there is nothing here');
    await next();
  });
}
