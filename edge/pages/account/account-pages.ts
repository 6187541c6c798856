import { Hono } from 'hono';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { dataPages } from './data-routes.tsx';
import type { AccountPageDeps } from './deps.ts';
import { linkPages } from './link-routes.tsx';
import { ownPages } from './own-routes.tsx';
import { providerPages } from './provider-routes.tsx';
import { secondFactorPages } from './second-factor-routes.tsx';
import { signInPages } from './sign-in-routes.tsx';

/** Everything under /account, for browsers with and without JavaScript. */
export function accountPages(deps: AccountPageDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  const areas = [signInPages, providerPages, linkPages, ownPages, secondFactorPages, dataPages];
  for (const pages of areas) app.route('/', pages(deps));
  return app;
}
