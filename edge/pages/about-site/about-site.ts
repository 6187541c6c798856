import { Hono } from 'hono';
import type { EdgeEnv } from '../../http/request-facts.ts';
import type { AboutSiteDeps } from './deps.ts';
import { feedRoute } from './feed-route.ts';
import { manifestRoute } from './manifest-route.ts';
import { oembedRoute } from './oembed-route.ts';
import { sitemapRoutes } from './sitemap-routes.ts';
import { thumbnailRoute } from './thumbnail-route.ts';

/** What this site tells other sites, search engines, feed readers and devices. Nothing in it depends on who asks. */
export function aboutSite(deps: AboutSiteDeps): Hono<EdgeEnv> {
  return new Hono<EdgeEnv>()
    .route('/', oembedRoute(deps))
    .route('/', thumbnailRoute(deps))
    .route('/', sitemapRoutes(deps))
    .route('/', feedRoute(deps))
    .route('/', manifestRoute());
}
