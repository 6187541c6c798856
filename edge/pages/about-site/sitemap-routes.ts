import { Hono } from 'hono';
import { createReadCache } from '../../cache/read-cache.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { isOutdated } from '../../playback/authorize-playback.ts';
import type { AboutSiteDeps } from './deps.ts';
import { SHARED_FOR_SEC } from './deps.ts';
import { sharingOf } from './shared-video.ts';
import { MAX_SITEMAPS, sitemapIndex, videoSitemap } from './sitemap.ts';
import { textAnswer } from './text-answer.ts';

/** About 2 MB of XML. */
export const PAGE_VIDEOS = 2_000;

/** Where pages begin changes with every two thousandth video; what has been published since is on the last one. */
const AGES = { freshMs: 600_000, revalidateMs: 1_200_000 };
const MAX_AGE_MS = 3_600_000;

const kept = { 'cache-control': `public, max-age=${SHARED_FOR_SEC}` };
const FROM_REPLICA = { minIndex: 0, fromPrimary: false };

/** What search engines may read, and the list of all that they may show. */
export function sitemapRoutes({ feed, publicUrl, sitemaps, now, waitUntil }: AboutSiteDeps): Hono<EdgeEnv> {
  const beginnings = createReadCache<number[]>({
    maxEntries: 1,
    ages: (found) => (found.length > 0 ? AGES : { freshMs: 0, revalidateMs: 0 }),
    maxAgeMs: MAX_AGE_MS,
    load: (_key, demand) => sitemaps.beginnings(PAGE_VIDEOS, now(), demand),
    ...{ now, waitUntil },
  });
  return new Hono<EdgeEnv>()
    .get('/robots.txt', () =>
      textAnswer(robotsText(publicUrl), 'text/plain', { 'cache-control': 'public, max-age=3600' }),
    )
    .get('/sitemap.xml', async () => {
      const { value } = await beginnings.get('all', 0);
      return textAnswer(sitemapIndex([...new Set(value)].slice(-MAX_SITEMAPS), publicUrl), 'application/xml', kept);
    })
    .get('/:sitemap{sitemap-videos-[0-9]{1,15}\\.xml}', async (c) => {
      const beginMs = Number(/\d+/.exec(c.req.param('sitemap'))?.[0]);
      await feed.freshen();
      const { value } = await sitemaps.page(beginMs, PAGE_VIDEOS, now(), FROM_REPLICA);
      const listed = value.filter((video) => !isOutdated(video, feed) && sharingOf(video, now()) === 'listed');
      return textAnswer(videoSitemap(listed, publicUrl), 'application/xml', kept);
    });
}

/** What needs an account, is somebody's own, or has no end. */
const closed = [
  '/account',
  '/admin',
  '/api/',
  '/moderation',
  '/p/',
  '/search',
  '/storage/',
  '/studio',
  '/subscriptions',
];

const robotsText = (publicUrl: string) =>
  ['User-agent: *', ...closed.map((path) => `Disallow: ${path}`), '', `Sitemap: ${publicUrl}/sitemap.xml`, ''].join(
    '\n',
  );
