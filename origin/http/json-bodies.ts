import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { AppError } from '../../shared/errors.ts';
import type { AppEnv } from './app-env.ts';
import { takesFile } from './file-bodies.ts';

/** Room for the 10,000 part numbers and etags of the largest `complete`. */
const maxBodyBytes = 2 * 1024 * 1024;

const limit = bodyLimit({
  maxSize: maxBodyBytes,
  onError: () => {
    throw new AppError('payload_too_large', `JSON bodies may have at most ${maxBodyBytes} bytes`);
  },
});

export const limitJsonBody = createMiddleware<AppEnv>((c, next) => (takesFile(c.req) ? next() : limit(c, next)));

/** Without this a body of another type would validate as an empty object. */
export const requireJsonBody = createMiddleware<AppEnv>(async (c, next) => {
  const { headers, body } = c.req.raw;
  if (takesFile(c.req)) return next();
  const isEmpty = body === null || headers.get('content-length') === '0';
  if (!isEmpty && !/^application\/(?:[\w.-]+\+)?json\b/i.test(headers.get('content-type') ?? ''))
    throw new AppError('unsupported_media', 'send the body as application/json');
  return next();
});
