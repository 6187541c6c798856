import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { AppError } from '../../shared/errors.ts';
import { requestIdHeader } from '../../shared/http-headers.ts';
import type { AppEnv } from '../http/app-env.ts';
import { requireViewer } from '../http/viewer.ts';
import type { SignedIn } from '../policy/who.ts';
import { tusPath } from './tus-path.ts';
import type { TusDeps } from './tus-server.ts';

/** Whom the library is told about where nobody had to sign in; may do nothing. */
const nobody: SignedIn = { userId: '', role: 'viewer' };
const methods = ['OPTIONS', 'POST', 'HEAD', 'PATCH', 'DELETE'];

/**
 * tus 1.0 (tus.io/protocols/resumable-upload). Not part of the API document: the protocol describes itself to OPTIONS.
 * Mounted before what the JSON API does to bodies and to OPTIONS.
 */
export function tusRoutes(deps: TusDeps) {
  const app = new Hono<AppEnv>();
  // The library takes three megabytes of memory, so it is loaded by the first who needs it.
  const answer = async (viewer: SignedIn, request: Request) => {
    const { answerTus } = await import('./tus-server.ts');
    return answerTus(deps, viewer, request);
  };
  // Answers to errors pass the library by, and a page has to read them too.
  const forAnyPage = createMiddleware<AppEnv>(async (c, next) => {
    await next();
    const { headers } = c.res;
    headers.set('tus-resumable', '1.0.0');
    headers.set('access-control-allow-origin', '*');
    if (!headers.has('access-control-expose-headers'))
      headers.set('access-control-expose-headers', `${requestIdHeader}, retry-after, tus-resumable, www-authenticate`);
  });
  for (const path of [tusPath, `${tusPath}/:upload_id`]) {
    app.all(path, forAnyPage, async (c) => {
      const { raw: request } = c.req;
      if (!methods.includes(request.method))
        throw new AppError('method_not_allowed', 'tus does not know this method', {
          headers: { allow: methods.join(', ') },
        });
      // What the server can do is told to anyone; pages ask without credentials.
      if (request.method === 'OPTIONS') return answer(nobody, request);
      const viewer = requireViewer(await c.get('identifyViewer')('uploads:write'));
      if (request.method !== 'HEAD') return answer(viewer, request);
      try {
        return await answer(viewer, request);
      } catch (error) {
        if (error instanceof AppError && error.status < 500) throw error;
        // Any other answer makes tus-js-client give the upload up and begin anew; after this one it asks again.
        c.get('log').warn({ err: error }, 'the offset of a tus upload could not be told');
        throw new AppError('upload_locked', 'the upload cannot be looked at right now; try again', { cause: error });
      }
    });
  }
  return app;
}
