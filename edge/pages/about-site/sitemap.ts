import type { EdgeVideo } from '../../metadata/store.ts';
import { channelAddress, videoAddresses } from './video-addresses.ts';
import { element, nest, XML_DECLARATION } from './xml.ts';

/** Of the sitemap protocol, for the sitemaps of an index; pages of ours are far below its 50,000 addresses and 50 MB. */
export const MAX_SITEMAPS = 50_000;
const MAX_DESCRIPTION = 300;
const MAX_TAGS = 32;
/** Longer videos are listed without their duration: Google takes 1 to 28,800 seconds. */
const MAX_DURATION_SEC = 28_800;

const SITEMAP = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const VIDEO = 'http://www.google.com/schemas/sitemap-video/1.1';

/** The index: one sitemap for each of the moments that a page of videos begins with. */
export function sitemapIndex(beginningsMs: readonly number[], publicUrl: string): string {
  const sitemaps = beginningsMs.map((beginMs) =>
    nest('sitemap', [element('loc', `${publicUrl}/sitemap-videos-${beginMs}.xml`)]),
  );
  return XML_DECLARATION + nest('sitemapindex', sitemaps, { xmlns: SITEMAP });
}

/** A sitemap of watch pages, with what Google's extension for videos says of each. */
export function videoSitemap(videos: readonly EdgeVideo[], publicUrl: string): string {
  const urls = videos.map((video) =>
    nest('url', [element('loc', videoAddresses(publicUrl, video.videoId).watch), videoElement(video, publicUrl)]),
  );
  return XML_DECLARATION + nest('urlset', urls, { xmlns: SITEMAP, 'xmlns:video': VIDEO });
}

function videoElement(video: EdgeVideo, publicUrl: string): string {
  const { embed, thumbnail } = videoAddresses(publicUrl, video.videoId);
  const durationSec = Math.round(video.durationSec ?? 0);
  const restriction =
    video.geoAllow.length > 0
      ? [element('video:restriction', video.geoAllow.join(' '), { relationship: 'allow' })]
      : video.geoDeny.length > 0
        ? [element('video:restriction', video.geoDeny.join(' '), { relationship: 'deny' })]
        : [];
  return nest('video:video', [
    element('video:thumbnail_loc', thumbnail),
    element('video:title', video.title),
    element('video:description', [...(video.description || video.title)].slice(0, MAX_DESCRIPTION).join('')),
    element('video:player_loc', embed),
    ...(durationSec >= 1 && durationSec <= MAX_DURATION_SEC ? [element('video:duration', durationSec)] : []),
    element('video:view_count', video.viewCount),
    element('video:publication_date', new Date(video.publishAtMs ?? video.createdAtMs).toISOString()),
    ...restriction,
    element('video:uploader', [...video.channel.name].slice(0, 255).join(''), {
      info: channelAddress(publicUrl, video.channel.handle),
    }),
    ...video.tags.slice(0, MAX_TAGS).map((tag) => element('video:tag', tag)),
  ]);
}
