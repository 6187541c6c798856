import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { receivesParts } from '../../platform/object-store/from-config.ts';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { AppError } from '../../shared/errors.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { serveAsset } from './serve-asset.ts';
import { serveObject } from './serve-object.ts';

export type MediaDeps = { objects: ObjectStore; internalKey: string; assetsDir: string | null };

/** Bytes instead of JSON: media for the edge, parts for the filesystem store, files of the web client. */
export function mediaRoutes(deps: MediaDeps) {
  const { objects, assetsDir } = deps;
  const app = new Hono<AppEnv>();

  app.get('/internal/media/*', onlyInternal(deps.internalKey), (c) => {
    const key = objectKeyOf(c.req.path.slice('/internal/media/'.length));
    return serveObject(objects, key, c.req.raw);
  });

  if (receivesParts(objects)) {
    const anyPage = cors({ origin: '*', allowMethods: ['PUT'], exposeHeaders: ['ETag'], maxAge: 86_400 });
    app.use('/storage/*', anyPage);
    app.put('/storage/*', (c) => objects.receivePart(c.req.raw));
  }
  if (assetsDir !== null)
    app.get('/assets/*', (c) => serveAsset(assetsDir, c.req.path.slice('/assets/'.length), c.req.raw));
  return app;
}

/** Only published media is reachable: never originals, whatever the path says. */
function objectKeyOf(path: string): string {
  const segments = path.split('/');
  const isPlain = /^[\w./-]+$/.test(path) && segments.every((segment) => !['', '.', '..'].includes(segment));
  if (!isPlain || segments[0] !== 'media') throw new AppError('not_found', 'there is no such object');
  return path;
}
