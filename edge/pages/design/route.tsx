import { Hono } from 'hono';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { page } from '../page.tsx';
import { DesignPage } from './design.tsx';

/** In development alone, which is where the public address is this machine. */
export function designRoute(publicUrl: string): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  const { hostname } = new URL(publicUrl);
  if (hostname === 'localhost' || hostname === '127.0.0.1') app.get('/design', (c) => page(c, () => <DesignPage />));
  return app;
}
